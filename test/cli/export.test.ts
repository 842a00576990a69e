/** Trained models written for Transformers, by the program itself: the same ids and logits there, the same bits back here. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NamedValues } from '../../src/engines/values.js';
import { modelNamed } from '../../src/cli/exported.js';
import { projectAt } from '../../src/cli/project.js';
import { openTokenizer } from '../../src/tokenizer/open.js';
import { loadTrained } from '../../src/training/trained.js';
import { absenceOfTransformers, askOfExported } from '../golden/released.mjs';
import { expectClose, logitsOf, scoresOf } from './computed.js';
import { MODELS, moreData, PROMPT, TASKS } from './exported-models.js';
import { makeProject, smallData } from './program.js';
import type { ShownStage, TestProject } from './program.js';

const absence = absenceOfTransformers();
if (absence !== null) console.warn(`Skipped: exported models in Transformers; ${absence}.`);

let project: TestProject;

const known = new Map<string, readonly ShownStage[]>();
async function stagesOf(experiment: string): Promise<readonly ShownStage[]> {
  const stages = known.get(experiment) ?? (await project.stages(experiment));
  known.set(experiment, stages);
  return stages;
}

/** Keys that a plan has for these labels. */
async function keysOf(experiment: string, wanted: RegExp): Promise<readonly string[]> {
  const { out } = await project.reprise('plan', experiment, '--json');
  const { plan } = JSON.parse(out) as { plan: { stages: readonly { key: string; label: string }[] } };
  return plan.stages.filter(({ label }) => wanted.test(label)).map(({ key }) => key);
}

beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  moreData(project.root);
  const wanted = {
    models: [MODELS, /^pretrain|^finetune sst-2 · pre /],
    tasks: [TASKS, /^finetune/],
    prompt: [PROMPT, /^finetune/],
  } as const;
  for (const [name, [text, labels]] of Object.entries(wanted)) {
    await project.experiment(name, text);
    const only = (await keysOf(name, labels)).join(',');
    const { code, err } = await project.reprise('run', name, '--only', only);
    expect(code, err).toBe(0);
  }
}, 300_000);
afterAll(() => project.remove());

const typed = (model: string, out: string, ...more: readonly string[]) =>
  project.reprise('export', model, '--format', 'huggingface', '--out', join(project.root, out), ...more);

async function exported(experiment: string, label: string, out: string) {
  const stages = await stagesOf(experiment);
  const { key } = stages.find((stage) => stage.label === label)!;
  const { code, err, out: said } = await typed(key, out, '--json');
  expect(code, err).toBe(0);
  const tokenize = stages.find(({ kind }) => kind === 'tokenize')!.key;
  const { options, weights } = await modelNamed(key, projectAt(project.root));
  return {
    folder: join(project.root, out),
    said: JSON.parse(said) as { opens: string; notes: string[] },
    model: options,
    weights,
    tokenizer: await openTokenizer(
      join(project.root, 'results', 'artifacts', tokenize.slice(0, 2), tokenize),
    ),
  };
}

type Exported = Awaited<ReturnType<typeof exported>>;

interface Computed {
  readonly name: string;
  readonly wrong: readonly string[];
  readonly logits: readonly (readonly number[])[];
}

const ragged = (rows: number): number[][] =>
  [40, 1, 7].map((length, s) => Array.from({ length }, (_, i) => (7919 * (i + 1) * (s + 3)) % rows));

const TEXTS = [
  "The old keeper, Mrs. O’Brien, didn't sleep: at 10.45 she’d counted 3,172 gulls!",
  '“Is naïve Zoë here?” <start> he<extract>asked… ☃the☃ end',
  ' \tÅngström Σίσυφος ΟΔΟΣ ΑΣ. Σ 北京 한국어 👩‍🚀 so\u00ADft \uFEFFbom\u0085 İstanbul  ',
  '',
];

describe('a pre-trained model', () => {
  const CASES = [
    ['tanh', 'OpenAIGPTLMHeadModel'],
    ['pre', 'GPT2LMHeadModel'],
    ['untied', 'GPT2LMHeadModel'],
    ['reference', 'OPTForCausalLM'],
    ['sinusoidal', 'OpenAIGPTLMHeadModel'],
    ['none', 'OpenAIGPTLMHeadModel'],
  ] as const;
  const models = new Map<string, Exported>();

  beforeAll(async () => {
    for (const [variant] of CASES) {
      const label = `pretrain · ${variant} · seed 1`;
      models.set(variant, await exported('models', label, `lm-${variant}`));
    }
  }, 120_000);

  it.each(CASES)('%s is one of a class of Transformers: %s', (variant, name) => {
    expect(models.get(variant)!.said.opens).toBe(name);
  });

  it.skipIf(absence !== null)('has the same ids and logits there', { timeout: 300_000 }, async () => {
    const all = CASES.map(([variant]) => models.get(variant)!);
    const sequences = ragged(323);
    const answers = askOfExported([
      ...all.map(({ folder }) => ({ what: 'compute', head: 'languageModel', folder, sequences })),
      { what: 'identify', folder: all[0]!.folder, texts: TEXTS.map((text) => [text]) },
      ...all.map(({ folder }) => ({ what: 'follow', folder, replace: {} })),
    ]);
    for (const [i, [, name]] of CASES.entries()) {
      const answer = answers[i] as Computed;
      expect(answer).toMatchObject({ name, wrong: [] });
      expectClose(answer.logits, await logitsOf(all[i]!, sequences));
      const ids = all[i]!.tokenizer.encode('the old house');
      expectClose([answers[CASES.length + 1 + i] as number[]], await logitsOf(all[i]!, [ids]));
    }
    expect(answers[CASES.length]).toEqual(TEXTS.map((text) => all[0]!.tokenizer.encode(text)));
  });

  it.each([
    ['tanh', 'gpt1'],
    ['pre', 'gpt2'],
    ['untied', 'gpt2'],
    ['reference', 'opt'],
  ])(
    '%s is imported again with the same bits and tokens, and exported again with the same bytes',
    async (variant, format) => {
      const { folder, weights, tokenizer } = models.get(variant)!;
      const name = `back-${variant}`;
      const { code, err } = await project.reprise('weights', 'import', format, folder, '--as', name);
      expect(code, err).toBe(0);
      const back = join(project.root, 'datasets', 'weights', name, 'data');
      expectSameBits(await loadTrained(back), weights);
      const read = await openTokenizer(back);
      for (const text of TEXTS) {
        expect(read.encode(text)).toEqual(tokenizer.encode(text));
        expect(read.decode(read.encode(text))).toBe(tokenizer.decode(tokenizer.encode(text)));
      }
      expect((await typed(name, `again-${variant}`)).code).toBe(0);
      for (const file of ['model.safetensors', 'vocab.json', 'merges.txt'])
        expect(
          readFileSync(join(project.root, `again-${variant}`, file)).equals(readFileSync(join(folder, file))),
        ).toBe(true);
    },
  );
});

function expectSameBits(found: NamedValues, wanted: NamedValues): void {
  expect([...found.keys()]).toEqual([...wanted.keys()]);
  for (const [name, { shape, values }] of wanted) {
    expect(found.get(name)!.shape).toEqual(shape);
    expect(Buffer.from(found.get(name)!.values.buffer).equals(Buffer.from(values.buffer)), name).toBe(true);
  }
}

describe('a fine-tuned model', () => {
  it.skipIf(absence !== null)(
    'gives its logits by the lines of its README.md',
    { timeout: 300_000 },
    async () => {
      const [sst2, qqp, story, prompt] = [
        await exported('tasks', 'finetune sst-2 · reference · seed 1', 'sst-2'),
        await exported('tasks', 'finetune qqp · reference · seed 1', 'qqp'),
        await exported('tasks', 'finetune storycloze · reference · seed 1', 'storycloze'),
        await exported('prompt', 'finetune sst-2 · reference · seed 1', 'prompt'),
      ] as const;
      const pre = await exported('models', 'finetune sst-2 · pre · seed 1', 'sst-2-pre');
      const [a, b] = ['a fine old film', 'it was not good, they said'] as const;
      const start = sst2.tokenizer.vocabularySize;
      const encode = (text: string) => sst2.tokenizer.encode(text);
      const [delimiter, extract] = [start + 1, start + 2];
      const pair = (one: string, other: string) => [
        start,
        ...encode(one),
        delimiter,
        ...encode(other),
        extract,
      ];
      const single = [a, b].map((text) => [start, ...encode(text), extract]);
      const answers = askOfExported([
        { what: 'identify', folder: qqp.folder, texts: [[a], [a, b]] },
        { what: 'follow', folder: sst2.folder, replace: { sentence: a } },
        { what: 'follow', folder: pre.folder, replace: { sentence: a } },
        { what: 'follow', folder: qqp.folder, replace: { 'question 1': a, 'question 2': b } },
        { what: 'follow', folder: story.folder, replace: { story: a, 'ending 1': b, 'ending 2': a } },
        {
          what: 'follow',
          folder: prompt.folder,
          replace: { 'the text, ending where the answer belongs': a, one: 'negative', two: 'positive' },
        },
        { what: 'compute', head: 'classifier', folder: sst2.folder, sequences: single },
      ]);
      expect(answers[0]).toEqual([single[0], pair(a, b)]);
      expectClose([answers[1] as number[]], await scoresOf(sst2, [single[0]!]));
      expectClose([answers[2] as number[]], await scoresOf(pre, [single[0]!]));
      const orders = await scoresOf(qqp, [pair(a, b), pair(b, a)], 0.5);
      expectClose([answers[3] as number[]], [orders[0]!.map((value, i) => value + orders[1]![i]!)]);
      expectClose([answers[4] as number[]], [(await scoresOf(story, [pair(a, b), pair(a, a)])).flat()]);
      const [words] = await logitsOf(prompt, [encode(a)]);
      const last = words!.slice(-prompt.weights.get('tokens')!.shape[0]!);
      expectClose(
        [answers[5] as number[]],
        [['negative', 'positive'].map((word) => last[encode(word)[0]!]!)],
      );
      expect(answers[6]).toMatchObject({ name: 'OPTForSequenceClassification', wrong: [] });
      expectClose((answers[6] as Computed).logits, await scoresOf(sst2, single));
    },
  );

  it('says what is not as in Reprise', async () => {
    const { said, folder } = await exported('tasks', 'finetune sst-2 · reference · seed 1', 'said');
    expect(said.notes.join(' ')).toContain('have no bias in their head');
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
    expect(config).toMatchObject({
      id2label: { 0: 'negative', 1: 'positive' },
      pad_token_id: 320,
      vocab_size: 323,
    });
  });
});

describe('what cannot be exported is told with what to do', () => {
  it('a name that is none, and one of several', async () => {
    const typo = await typed('finetune sst-2 referense seed 1', 'none');
    expect(typo).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "finetune sst-2 ·') as string,
    });
    const many = await typed('pretrain', 'none');
    expect(many.code).toBe(2);
    expect(many.err).toContain('give the beginning of a key:');
    expect(many.err).toContain('pretrain · untied · seed 1');
    const nothing = await typed('zebra', 'none');
    expect(nothing.err).toContain('There are:');
    expect(nothing.err).toContain('weights back-tanh');
    const tokenize = (await stagesOf('tasks')).find(({ kind }) => kind === 'tokenize')!;
    expect((await typed(tokenize.key, 'none')).code).toBe(2);
    expect(existsSync(join(project.root, 'none'))).toBe(false);
  });

  it('positions that are no table', async () => {
    const { code, err } = await typed('pretrain · rotary · seed 1', 'none');
    expect(code).toBe(2);
    expect(err).toContain('model.positionEncoding of this model is rotary');
    expect(err).toContain('learned, sinusoidal, none');
    expect(readdirSync(project.root).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it('another format, and a folder that holds something', async () => {
    const format = await project.reprise('export', 'pretrain', '--format', 'hugingface');
    expect(format).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "huggingface"?') as string,
    });
    mkdirSync(join(project.root, 'taken'));
    writeFileSync(join(project.root, 'taken', 'mine'), 'x');
    const { code, err } = await typed('pretrain · tanh · seed 1', 'taken');
    expect(code).toBe(2);
    expect(err).toContain('taken is not empty, and was left as it is.');
    expect(readdirSync(join(project.root, 'taken'))).toEqual(['mine']);
  });
});
