/** From a model's files to a table, by the program itself. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomWeights, SMALL_MODELS, writeHub } from '../weights/made.js';
import { makeProject, smallData } from './program.js';
import type { TestProject } from './program.js';

const FROM = `
tokenizer: { vocabularySize: 70 }
model: { layers: 2, hiddenSize: 64, heads: 1, contextLength: 16, activation: gelu-tanh }
pretrain: { weights: tiny }
finetune: { epochs: 1, batchSize: 8, maxTrainExamples: 24 }
evaluate: { source: real, tasks: [sst-2], maxExamples: 16, baselines: [majority] }
sweep: { factors: { finetune.initFrom: [pretraining, scratch] } }
`;

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  const [made] = SMALL_MODELS;
  await writeHub(join(project.root, 'model'), made!, randomWeights(made!));
  await project.experiment('from', FROM);
});
afterAll(() => project.remove());

describe('weights that are not here', () => {
  it('are asked for with the command that brings them', async () => {
    const { code, err } = await project.reprise('run', 'from');
    expect(code).toBe(2);
    expect(err).toContain('The weights "tiny" are not in ');
    expect(err).toContain('reprise weights import gpt1 PATH --as tiny');
    const planned = await project.reprise('plan', 'from');
    expect(planned.code).toBe(0);
    // 70 rows, 16 positions and two blocks of hidden size 64, four bytes each
    expect(planned.out).toMatch(
      /weights tiny +422 kB +by hand +reprise weights import gpt1 PATH --as tiny, or/,
    );
    const verified = await project.reprise('weights', 'verify', 'tiny');
    expect(verified).toMatchObject({
      code: 2,
      err: expect.stringContaining('There are no weights "tiny".') as string,
    });
  });

  it('nor formats and actions that there are not', async () => {
    const typed = ['gtp1', join(project.root, 'model')];
    expect((await project.reprise('weights', 'import', ...typed)).err).toContain('Did you mean "gpt1"?');
    expect((await project.reprise('weights', 'imports')).err).toContain('Did you mean "import"?');
    const words = await project.reprise('weights', 'import', 'gpt2', typed[1]!, '--words', 'code');
    expect(words.err).toContain('There is no --words "code" for GPT-2. There is: gpt2, reprise.');
  });
});

describe('weights that are imported', () => {
  beforeAll(async () => {
    const imported = await project.reprise(
      ...['weights', 'import', 'gpt1', join(project.root, 'model'), '--as', 'tiny'],
    );
    expect(imported).toMatchObject({ code: 0, err: '' });
    expect(imported.out).toContain('tokenizer: { vocabularySize: 70 }');
    expect(imported.out).toContain('pretrain: { weights: tiny }');
  });

  it('are what an experiment starts from, with their tokenizer and no pre-training, and are said to be so', async () => {
    const { code, err } = await project.reprise('run', 'from');
    expect(code, err).toBe(0);
    const kinds = (await project.stages('from')).map(({ kind, status }) => `${kind} ${status}`);
    expect(kinds).toContain('imported done');
    expect(kinds.some((kind) => /tokenize|pretrain/.test(kind))).toBe(false);
    const table = readFileSync(join(project.root, 'reports', 'from', 'table.md'), 'utf8');
    const page = readFileSync(join(project.root, 'reports', 'from', 'index.html'), 'utf8');
    expect(page).toContain('none of its own: from the imported weights tiny');
    expect(page).toContain('byte-pair encoding of the imported weights, vocabulary size 70');
    expect(table).toContain(
      'What the imported weights were pre-trained on is not here, and was not searched.',
    );
    expect(table).not.toContain('Synthetic data');
    const overlap = readFileSync(join(project.root, 'reports', 'from', 'overlap.csv'), 'utf8');
    expect(overlap).not.toContain(',corpus,');
    expect((await project.reprise('report', 'from', '--verify')).code).toBe(0);
  });

  it('must be of the model that the experiment describes: what differs is told at its place', async () => {
    await project.experiment('other', FROM.replace('layers: 2', 'layers: 3').replace('Size: 70', 'Size: 80'));
    const { code, err } = await project.reprise('plan', 'other');
    expect(code).toBe(2);
    expect(err).toMatch(/other\.yaml:2:\d+: tokenizer\.vocabularySize is 80; the weights have 70\./);
    expect(err).toMatch(/other\.yaml:3:\d+: model\.layers is 3; the weights have 2\./);
  });

  it('are listed and verified', async () => {
    expect((await project.reprise('weights', 'list')).out).toMatch(/tiny +here +gpt1/);
    expect((await project.reprise('weights', 'verify')).out).toContain('as imported');
    expect(existsSync(join(project.root, 'datasets', 'weights', 'tiny', 'data', 'weights.bin'))).toBe(true);
  });
});
