import { appendFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureMiniature } from '../../src/datasets/miniature/index.js';
import { makeProject, TINY } from './program.js';
import type { TestProject } from './program.js';

const OWN_CORPUS = TINY.replace('pretrain: {', 'pretrain: { corpus: shelf,').replace('[majority]', '[]');

let project: TestProject;
const books = (): string => join(project.root, 'datasets', 'shelf', 'data');
beforeAll(async () => {
  project = await makeProject();
  await ensureMiniature(join(project.root, 'datasets'));
  await mkdir(books(), { recursive: true });
  for (const book of ['book-01.txt', 'book-02.txt'])
    await cp(join(project.root, 'datasets', 'miniature', 'data', 'books', book), join(books(), book));
  await project.experiment('small', OWN_CORPUS);
});
afterAll(() => project.remove());

interface Reason {
  readonly key: string;
  readonly label: string;
  readonly state: string;
  readonly because: string;
  readonly nearest: { label: string; differences: { name: string; files: string[] }[] } | null;
}

const reasons = async (...typed: readonly string[]): Promise<readonly Reason[]> =>
  JSON.parse((await project.reprise('why', ...typed, '--json')).out);

/** Stages to run, and the names of what each differs in. */
const changes = async (...typed: readonly string[]): Promise<Record<string, readonly string[]>> =>
  Object.fromEntries(
    (await reasons(...typed))
      .filter(({ state }) => state === 'to run')
      .map(({ label, nearest }) => [
        label.split(' ')[0],
        (nearest?.differences ?? []).map(({ name }) => name),
      ]),
  );

describe('why', () => {
  it('says of a trial that was never run that nothing is stored, and writes nothing', async () => {
    const { code, out } = await project.reprise('why', 'small:reference:1');
    expect(out).toMatch(/to run {2}tokenize shelf .*\n {2}Nothing is stored yet\./);
    expect(code).toBe(0);
  });

  it('says of a trial that was run that all of it is reused', async () => {
    expect((await project.reprise('run', 'small', '--no-report')).code).toBe(0);
    expect((await reasons('small:reference:1')).map(({ state }) => state)).toEqual(Array(5).fill('reused'));
  });

  it('names the one option that was edited, with both values and its place, downstream of it alone', async () => {
    await project.experiment('small', OWN_CORPUS.replace('epochs: 1', 'epochs: 2'));
    expect(await changes('small:reference:1')).toEqual({
      finetune: ['finetune.epochs'],
      evaluate: ['finetune.epochs'],
    });
    const { out } = await project.reprise('why', 'small:reference:1');
    expect(out).toMatch(/finetune\.epochs: 1 → 2 {2}experiments\/small\.yaml:\d+:\d+/);
    expect(out).toMatch(/nearest: finetune sst-2 · reference · seed 1 \([0-9a-f]{10}\), 1 difference:/);
    await project.experiment('small', OWN_CORPUS);
  });

  it.each([
    ['model.heads=1', { pretrain: ['model.heads'], finetune: ['model.heads'], evaluate: ['model.heads'] }],
    [
      'pretrain.steps=5',
      { pretrain: ['pretrain.steps'], finetune: ['pretrain.steps'], evaluate: ['pretrain.steps'] },
    ],
    ['finetune.initFrom=scratch', { finetune: ['finetune.initFrom'], evaluate: ['finetune.initFrom'] }],
    ['evaluate.maxExamples=9', { overlap: ['evaluate.maxExamples'], evaluate: ['evaluate.maxExamples'] }],
    ['pretrain.checkpointEvery=3', {}],
  ])('with --set %s names that, through every stage that reads it', async (option, expected) => {
    expect(await changes('small:reference:1', '--set', option)).toEqual(expected);
  });

  it('names the seed of a new trial, and the numerics version of another engine', async () => {
    const seed = await changes('small:reference:2', '--set', 'seeds=[1,2]');
    expect(seed).toEqual({ pretrain: ['seed'], overlap: ['seed'], finetune: ['seed'], evaluate: ['seed'] });
    const engine = await changes('small:reference:1', '--set', 'engine.name=cpu');
    expect(engine.pretrain).toEqual(['numerics version']);
  });

  it('names the level of a sweep at the place of its factor', async () => {
    await project.experiment('small', `${OWN_CORPUS}sweep:\n  factors:\n    model.norm: [pre]\n`);
    const { out } = await project.reprise('why', 'small:norm=pre');
    expect(out).toMatch(/model\.norm: post → pre {2}experiments\/small\.yaml:10:\d+/);
    await project.experiment('small', OWN_CORPUS);
  });

  it('names the data file that changed', async () => {
    await appendFile(join(books(), 'book-02.txt'), 'The end.\n');
    const [tokenize] = await reasons('small:reference:1');
    expect(tokenize?.nearest?.differences.map(({ name }) => name)).toEqual(['corpus']);
    expect(tokenize?.nearest?.differences[0]?.files).toEqual([
      expect.stringMatching(/^book-02\.txt: [0-9a-f]{10} → [0-9a-f]{10}$/),
    ]);
    await cp(
      join(project.root, 'datasets', 'miniature', 'data', 'books', 'book-02.txt'),
      join(books(), 'book-02.txt'),
    );
    expect(await changes('small:reference:1')).toEqual({});
  });

  it('says of a stage, by the beginning of its key, what it says in its trial', async () => {
    const inTrial = await reasons('small:reference:1');
    expect(await reasons(inTrial[1]!.key.slice(0, 12))).toEqual([inTrial[1]]);
  });

  it('tells a stored result whose artifacts were deleted, and one that failed, from a new one', async () => {
    const { key } = (await reasons('small:reference:1'))[1]!;
    await rm(join(project.root, 'results', 'artifacts', key.slice(0, 2), key), { recursive: true });
    const [, lost] = await reasons('small:reference:1', '--set', 'finetune.epochs=2');
    expect(lost?.because).toContain('its artifacts were deleted or damaged, and "finetune sst-2');
    const broken = ['--set', 'model.contextLength=1000000'];
    await project.reprise('run', 'small', '--no-report', '--over-memory', ...broken);
    const failed = (await reasons('small:reference:1', ...broken)).find(({ label }) =>
      label.startsWith('pre'),
    );
    expect(failed?.because).toContain('It failed the last time: The corpus has');
  });

  it.each([
    ['small:refrence:1', 'Did you mean "small:reference:1"?'],
    [
      'ffffffffffffffff',
      'No planned stage has a key that begins with "ffffffffffffffff". reprise plan NAME lists the keys.',
    ],
    ['smal:reference:1', 'Did you mean "small"?'],
  ])('answers %s with a sentence and code 2', async (what, sentence) => {
    const { code, err } = await project.reprise('why', what);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });
});
