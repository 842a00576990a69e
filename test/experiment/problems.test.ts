import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { TASK_NAMES } from '../../src/tasks/index.js';
import { failure, folderWith, headings, load, problemsOf } from './experiment-files.js';

const messageOf = async (files: Readonly<Record<string, string | Uint8Array>>) =>
  (await failure(loadExperiment(join(folderWith(files), 'a.yaml'), []))).message;

describe('an error message', () => {
  it('shows the place, the lines around it, a caret, what was wrong and what was expected', async () => {
    const error = await failure(
      load('description: one\nmodel:\n  hiddenSize: 100\n  heads: 3\nseeds: [1]\n'),
    );
    expect(error.exitCode).toBe(2);
    expect(error.message.replace(/^\S*\//, '')).toBe(
      [
        'a.yaml:5:10  model.heads must divide model.hiddenSize: 100 / 3 is not a whole number.',
        '  3 | model:',
        '  4 |   hiddenSize: 100',
        '> 5 |   heads: 3',
        '    |          ^',
        '  6 | seeds: [1]',
        '  7 |',
        '  Heads that divide 100: 1, 2, 4, 5, 10, 20, 25, 50.',
      ].join('\n'),
    );
  });

  it('cuts a long line to the part around the caret', async () => {
    const { message } = await failure(
      load(`model: { ${' '.repeat(400)}heads: true, ${' '.repeat(400)}hiddenSize: 8 }`),
    );
    const lines = message.split('\n');
    const at = lines.findIndex((line) => line.startsWith('> '));
    expect(lines[at]?.length).toBeLessThan(120);
    expect(lines[at]?.slice(lines[at + 1]?.indexOf('^')).startsWith('true')).toBe(true);
  });

  it('stops after 25 problems and says how many more there are', async () => {
    const { message } = await failure(load(Array.from({ length: 40 }, (_, i) => `x${i}: 1`).join('\n')));
    expect(message).toContain('… and 15 more.');
    expect(message).toMatch(/40 problems\.$/);
  });
});

describe('the name of a corpus', () => {
  it.each(['../../etc', '/etc', 'a/b', '..', '', 'Books', 'a b'])(
    'is no way out of datasets/: "%s"',
    async (name) => {
      const [first] = await problemsOf(`pretrain: { corpus: "${name}" }`);
      expect(first).toMatch(
        /pretrain\.corpus is .* Expected a books corpus: the name of its folder in datasets\//,
      );
    },
  );
});

describe('all problems are reported in one go', () => {
  it('of names, values, combinations and levels together, from the top', async () => {
    const found = await problemsOf(`modle: 3
model: { hiddenSize: 100, heads: 3, norm: Post }
pretrain: { warmupSteps: 200, steps: 100 }
finetune: { transferredLayers: 9 }
evaluate: { tasks: [sst-2, sst2] }
heads: 4
seeds: [1, 1]
sweep:
  factors:
    model.hiddenSize: [4, "four", 16]
    model.heads: [2, "four"]
`);
    expect(found).toEqual([
      'a.yaml:2:1 There is no option "modle". Did you mean "model"?',
      'a.yaml:3:34 model.heads must divide model.hiddenSize: 100 / 3 is not a whole number. Heads that divide 100: 1, 2, 4, 5, 10, 20, 25, 50.',
      'a.yaml:3:43 model.norm is "Post". Did you mean "post"? Expected one of post, pre.',
      'a.yaml:4:26 The warm-up (200 steps) is longer than the pre-training (100). pretrain.warmupSteps must be at most pretrain.steps.',
      'a.yaml:5:32 finetune.transferredLayers is 9, but the model has 4 layers. Expected 0 to 4, or null for all of them.',
      `a.yaml:6:28 evaluate.tasks contains "sst2". Did you mean "sst-2"? Expected one of ${TASK_NAMES.join(', ')}.`,
      'a.yaml:7:1 There is no option "heads". Did you mean "model.heads"?',
      'a.yaml:8:12 seeds holds 1 twice. Remove one of them.',
      'a.yaml:11:24 model.heads must divide model.hiddenSize: 4 / 3 is not a whole number (variant "hiddenSize=4"). Heads that divide 4: 1, 2, 4.',
      'a.yaml:11:27 "four" is not a level of model.hiddenSize. Expected a whole number of at least 1.',
      'a.yaml:11:35 model.heads must divide model.hiddenSize: 16 / 3 is not a whole number (variant "hiddenSize=16"). Heads that divide 16: 1, 2, 4, 8, 16.',
      'a.yaml:12:22 "four" is not a level of model.heads. Expected a whole number of at least 1.',
      '12 problems.',
    ]);
  });

  it('and none is made up from the default of an option that was refused', async () => {
    expect(await problemsOf('model: { hiddenSize: 90, heads: "three" }')).toEqual([
      'a.yaml:2:33 model.heads is "three". Expected a whole number of at least 1.',
    ]);
  });
});

describe('values', () => {
  it.each([
    ['model: { hiddenSize: -8 }', 'model.hiddenSize is -8. Expected a whole number of at least 1.'],
    ['model: { hiddenSize: 1.5 }', 'model.hiddenSize is 1.5. Expected a whole number of at least 1.'],
    [
      'model: { hiddenSize: .inf }',
      'model.hiddenSize is Infinity. Expected a whole number of at least 1 and at most 23170.',
    ],
    ['model: { tieEmbeddings: yes }', 'model.tieEmbeddings is "yes". Expected true or false.'],
    [
      'model: { dropout: { residual: 1 } }',
      'model.dropout.residual is 1. Expected a number of at least 0 and below 1.',
    ],
    ['model: 3', 'model is 3. Expected a mapping (options indented under it).'],
    ['model:', 'model is null. Write options under it, indented, or remove the line.'],
    ['tokenizer: { vocabularySize: 70000 }', 'Expected a whole number of at least 1 and at most 65000.'],
    ['pretrain: { schedule: warmup_cosine }', 'Did you mean "warmup-cosine"?'],
    ['finetune: { optimizer: { learningRate: 0 } }', 'learningRate is 0. Expected a number above 0.'],
    ['finetune: { maxTrainExamples: 0 }', 'Expected a whole number of at least 1 or null.'],
    ['evaluate: { tasks: [] }', 'evaluate.tasks is an empty list. Expected at least one.'],
    ['seeds: 3', 'seeds is 3. Expected a list, each a whole number of at least 0.'],
    ['seeds: [0.5]', 'seeds contains 0.5.'],
    ['seeds: [99999999999999999999]', 'Expected a whole number of at least 0 and at most 9007199254740991.'],
    [
      'model: { heads: [2, "four"] }',
      'model.heads is a list. Expected a whole number of at least 1; to vary it, put it under sweep.factors.',
    ],
    ['model.heads: [2, "four"]', 'Write model: { heads: … }; to vary it, put it under sweep.factors.'],
    ['model.heads: 2', 'There is no option "model.heads". Write model: { heads: … }.'],
    ['model.dropout.residual: 0', 'Write model: { dropout: { residual: … } }.'],
    ['model: { description: x }', 'The options here are: family, layers'],
    ['evaluate: { maxExamples: [2] }', 'Expected a whole number of at least 1 or null.'],
    ['evaluate: { tasks: [mnli, mnli] }', 'evaluate.tasks holds mnli twice.'],
    ['__proto__: { layers: 3 }', 'There is no option "__proto__".'],
    ['model: { constructor: 3 }', 'There is no option "model.constructor".'],
  ])('%s', async (text, expected) => {
    const found = await problemsOf(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });
});

describe('combinations that make no sense', () => {
  it.each([
    [
      'model: { hiddenSize: 12, heads: 4, positionEncoding: rotary }',
      'a head is 3 wide (hidden size 12 / 4 heads)',
    ],
    ['model: { contextLength: 4 }', 'A context of 4 tokens'],
    ['pretrain: { steps: 50 }', 'The warm-up (100 steps) is longer than the pre-training (50).'],
    ['finetune: { initFrom: scratch, transferredLayers: 2 }', 'nothing is transferred'],
    ['engine: { workers: 4, threads: 2 }', '2 threads cannot be split between 4 workers.'],
  ])('%s', async (text, expected) => {
    const found = await problemsOf(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });
});

it('a constant schedule has no warm-up that could be too long', async () => {
  const { experiment } = await load('pretrain: { steps: 50, schedule: constant }');
  expect(experiment.pretrain).toMatchObject({ steps: 50, warmupSteps: 100 });
});

describe('text that is no experiment', () => {
  it('a tab: the line is shown and the way out told', async () => {
    expect(await problemsOf('model:\n\tlayers: 3\n\theads: 3\n')).toEqual([
      'a.yaml:3:1 A tab indents this line. YAML is indented with spaces; replace the tab.',
    ]);
  });

  it('a duplicate key: at its second place, together with the other problems', async () => {
    expect(await problemsOf('name: a\nmodel: { layres: 3 }\n')).toEqual([
      'a.yaml:2:1 The key "name" appears twice. Remove one of the two.',
      'a.yaml:3:10 There is no option "model.layres". Did you mean "layers"?',
      '2 problems.',
    ]);
  });

  it.each([
    ['an empty file', '', 'a.yaml is empty.'],
    ['a file of comments', '# nothing\n', 'a.yaml is empty.'],
    ['a list', '- a\n', 'This file is not a mapping of options.'],
    ['one word', 'hello\n', 'This file is not a mapping of options.'],
    ['an unclosed bracket', 'name: a\nseeds: [1\n', 'This is not YAML'],
    ['two documents', 'name: a\n---\nname: b\n', 'A second YAML document starts here.'],
    ['a tag', 'name: !!js/function a\n', 'YAML tags are not used here.'],
    ['an unknown anchor', 'name: a\nmodel: *m\n', 'There is no anchor "&m" before this alias.'],
    ['an alias within itself', 'name: a\nseeds: &s [*s]\n', 'The alias "*s" contains itself.'],
    ['a mapping as key', '? {a: 1}\n: 2\n', 'A key must be a word.'],
    ['brackets without end', '['.repeat(20_000), 'nested too deeply'],
    ['lists in lists without end', '- '.repeat(5_000), 'nested too deeply'],
    ['10 MB', 'a'.repeat(10_000_000), 'a.yaml is 10.0 MB; an experiment file is at most 1.00 MB.'],
    [
      'bytes of a picture',
      Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 255]),
      'a.yaml is not UTF-8 text.',
    ],
    ['zeros', new Uint8Array(100), 'line 1 holds the sign \\u0000'],
    ['Latin-1', Buffer.from('name: é', 'latin1'), 'Save it as UTF-8.'],
    ['UTF-16', Buffer.from('\ufeffname: a', 'utf16le'), 'Save it as UTF-8.'],
  ])('%s', async (_, content, expected) => {
    expect(await messageOf({ 'a.yaml': content })).toContain(expected);
  });

  it.each([
    ['an empty file', ''],
    ['a file too large', 'a'.repeat(10_000_000)],
    ['Latin-1', Buffer.from('name: é', 'latin1')],
    ['zeros', new Uint8Array(100)],
  ])('%s: the beginning of the file is the place, and no lines are shown', async (_, content) => {
    const message = await messageOf({ 'a.yaml': content });
    expect(message).toMatch(/^\S*a\.yaml:1:1 /);
    expect(message).not.toContain(' | ');
  });

  it('an alias bomb: refused within a second, and nothing else told', async () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const lines = levels.map((name, i) => {
      const inside = i === 0 ? 'x' : `*${levels[i - 1]}`;
      return `${name}: &${name} [${Array(9).fill(inside).join(', ')}]`;
    });
    const started = performance.now();
    const found = headings(await messageOf({ 'a.yaml': `name: a\n${lines.join('\n')}\n` }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('too large an expansion');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('a file that is missing, a folder', async () => {
    const folder = folderWith({ 'inner/a.yaml': '' });
    const missing = await failure(loadExperiment(join(folder, 'absent.yaml'), []));
    expect(missing.message).toMatch(/^There is no file .*absent\.yaml\.$/);
    expect(missing.exitCode).toBe(2);
    const inFile = await failure(loadExperiment(join(folder, 'inner/a.yaml/b.yaml'), []));
    expect(inFile.message).toMatch(/^There is no file/);
    expect((await failure(loadExperiment(join(folder, 'inner'), []))).message).toMatch(/inner is a folder/);
  });

  it('a byte-order mark and Windows line ends are no problem', async () => {
    const folder = folderWith({ 'a.yaml': '\ufeffname: a\r\nmodel:\r\n  heads: 8\r\n' });
    const { experiment } = await loadExperiment(join(folder, 'a.yaml'), []);
    expect(experiment.model.heads).toBe(8);
  });
});

describe('the name', () => {
  it('is required', async () => {
    const found = headings(await messageOf({ 'a.yaml': 'model: { heads: 8 }\n' }));
    expect(found).toEqual([
      'a.yaml:1:1 The option "name" is missing. Expected at most 100 lower-case letters, digits and hyphens; the same as the name of the file.',
    ]);
  });

  it('equals that of the file', async () => {
    expect(await messageOf({ 'a.yaml': 'name: b\n' })).toContain(
      'Write "name: a", or rename the file to b.yaml.',
    );
  });

  it('is in lower case', async () => {
    expect(await messageOf({ 'a.yaml': 'name: A b\n' })).toContain('lower-case letters, digits and hyphens');
  });
});

describe('tasks and the data they come from', () => {
  it('name the task that the miniature does not have, and those that it has', async () => {
    const error = await failure(load('evaluate: { tasks: [sst-2, sts-b] }\n'));
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain('a.yaml:2:28  The miniature has no examples of sts-b.');
    expect(error.message).toContain('It has sst-2, qqp, mnli, race, storycloze. Set evaluate.source to real');
    await load('evaluate: { source: real, tasks: [sst-2, sts-b, cola] }\n');
  });

  it('name the task that cannot be asked as a prompt', async () => {
    const text = 'evaluate: { source: real, tasks: [sts-b] }\nfinetune: { inputFormat: prompt }\n';
    const { message } = await failure(load(text));
    expect(message).toContain('a.yaml:3:26  finetune.inputFormat is prompt, and sts-b cannot be asked');
  });

  it('are the five of the report where none is named', async () => {
    const { evaluate } = (await load('seeds: [1]\n')).experiment;
    expect(evaluate.tasks).toEqual(['sst-2', 'qqp', 'mnli', 'race', 'storycloze']);
  });
});
