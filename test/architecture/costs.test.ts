/**
 * What an addition costs, as ARCHITECTURE.md says it: each kind is added to a copy of the tree with the files allowed and
 * one line in the map of its kind; then the copy is built and the real program uses all of them in one experiment.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { add, build, copyTree, reprise } from './addition.js';
import type { Addition, Changes } from './addition.js';

const ADDITIONS = {
  'a classification task': {
    files: ['src/tasks/trec.ts', 'datasets/trec/dataset.yaml'],
    map: 'src/tasks/index.ts',
    imports: "import { TREC } from './trec.js';",
    line: 'trec: TREC,',
  },
  'a regression task': {
    files: ['src/tasks/stars.ts', 'datasets/stars/dataset.yaml'],
    map: 'src/tasks/index.ts',
    imports: "import { STARS } from './stars.js';",
    line: 'stars: STARS,',
  },
  'a stage': {
    files: ['src/stages/fertility/declare.ts', 'src/stages/fertility/run.ts'],
    map: 'src/stages/index.ts',
    imports: "import { fertility } from './fertility/declare.js';",
    line: "fertility: { declare: fertility, run: () => import('./fertility/run.js') },",
  },
  'a model family': {
    files: ['index', 'input', 'network', 'options'].map((name) => `src/models/bigram/${name}.ts`),
    map: 'src/models/index.ts',
    imports: "import { bigram } from './bigram/index.js';",
    line: 'bigram,',
  },
  'an engine': {
    files: ['src/engines/scalar/declare.ts', 'src/engines/scalar/start.ts'],
    map: 'src/engines/index.ts',
    imports: "import { scalar } from './scalar/declare.js';",
    line: 'scalar,',
  },
  'an executor': {
    files: ['src/run/executors/inline.ts'],
    map: 'src/run/executors/index.ts',
    imports: "import { inline } from './inline.js';",
    line: 'inline,',
  },
} as const satisfies Readonly<Record<string, Addition>>;

const NAMES = Object.keys(ADDITIONS) as (keyof typeof ADDITIONS)[];

const EXPERIMENT = `
name: additions
description: Uses everything that was added.
tokenizer: { vocabularySize: 300 }
model: { family: bigram, hiddenSize: 8, contextLength: 32 }
pretrain: { corpus: shelf, steps: 2, batchSize: 2, warmupSteps: 1, evaluateEvery: 2, checkpointEvery: 2 }
finetune: { epochs: 1, batchSize: 4, maxTrainExamples: 8 }
evaluate: { source: real, tasks: [trec, stars], maxExamples: 12, baselines: [majority] }
engine: { name: scalar }
`;

let tree: string;
const changes = new Map<string, Changes>();

beforeAll(async () => {
  tree = await copyTree();
  for (const name of NAMES) changes.set(name, await add(tree, ADDITIONS[name]));
  build(tree);
  await writeData();
});

afterAll(() => rm(tree, { recursive: true, force: true }));

describe('adding', () => {
  it.each(NAMES)('%s costs its own files and one line in the map of its kind', (name) => {
    const { files, map } = ADDITIONS[name];
    expect(changes.get(name)).toEqual({ added: [...files].sort(), changed: [map], lines: 2 });
  });
});

describe('what was added', () => {
  it('is in the schema of experiments, which the build writes', async () => {
    const schema = await readFile(join(tree, 'experiments', 'experiment.schema.json'), 'utf8');
    for (const name of ['trec', 'stars', 'bigram', 'scalar']) expect(schema).toContain(`"${name}"`);
  });

  it('is planned, run and reported by the real program', () => {
    const planned = reprise(tree, 'plan', 'additions');
    expect(planned.code, planned.err).toBe(0);
    expect(planned.out).toMatch(/fertility/);
    const ran = reprise(tree, 'run', 'additions', '--executor', 'inline');
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toMatch(/TREC/);
    expect(ran.out).toMatch(/Stars/);
  });

  it('is described in the setup of the report where it is a stage', async () => {
    const report = await readFile(join(tree, 'reports', 'additions', 'index.html'), 'utf8');
    expect(report).toContain('tokens per word of trec and stars');
  });
});

/** Questions and reviews by the dozen, and two short books. */
async function writeData(): Promise<void> {
  const questions = ['entity\twhat thing is blue', 'person\twho wrote it', 'place\twhere does it lie'];
  const reviews = ['1: bad and dull', '3.5: good in parts', '5: the best of all'];
  for (const split of ['train', 'dev']) {
    await writeSet('trec', `${split}.tsv`, ['class\tquestion', ...many(questions)]);
    await writeSet('stars', `${split}.txt`, many(reviews));
  }
  for (const book of ['one', 'two'])
    await writeSet('shelf', `${book}.txt`, many(['It was a day like any other, and nobody came by.'], 200));
  await writeFile(join(tree, 'experiments', 'additions.yaml'), EXPERIMENT);
}

const many = (rows: readonly string[], times = 5): readonly string[] =>
  Array.from({ length: times }, (_, time) =>
    rows.map((row) => `${row} ${'again '.repeat(time % 4)}${time}`),
  ).flat();

async function writeSet(name: string, file: string, rows: readonly string[]): Promise<void> {
  const folder = join(tree, 'datasets', name, 'data');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), `${rows.join('\n')}\n`);
}
