import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject } from './program.js';
import type { TestProject } from './program.js';

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  const presets = join(project.root, 'experiments', 'presets');
  await mkdir(presets);
  await writeFile(join(presets, 'under.yaml'), 'model:\n  heads: 1\n  hiddenSize: 16\n');
  await writeFile(join(presets, 'first.yaml'), 'extends: under\nmodel: { heads: 2 }\n');
  await writeFile(join(presets, 'second.yaml'), 'model: { hiddenSize: 32 }\n');
  await project.experiment(
    'layered',
    [
      'extends: [first, second]',
      'model:',
      '  heads: 4',
      'sweep:',
      '  factors:',
      '    model.norm: [pre, post]',
    ].join('\n'),
  );
});
afterAll(() => project.remove());

interface Explained {
  readonly path: string;
  readonly value: unknown;
  readonly settings: readonly {
    origin: { file: string | null; line: number; column: number };
    value: unknown;
  }[];
  readonly swept: readonly { origin: { line: number; column: number }; value: unknown }[];
}

const explained = async (...typed: readonly string[]): Promise<readonly Explained[]> =>
  JSON.parse((await project.reprise('explain', 'layered', ...typed, '--json')).out);

const placesOf = ({ settings }: Explained) =>
  settings.map(({ origin: { file, line, column }, value }) => [
    file === null ? 'default' : `${file}:${line}:${column}`,
    value,
  ]);

describe('explain', () => {
  it('shows the value and every layer that set it, in rising rank, each at its place', async () => {
    const [heads] = await explained('model.heads', '--set', 'model.heads=8', '--set', 'model.heads=16');
    expect(heads?.value).toBe(16);
    expect(placesOf(heads!)).toEqual([
      ['default', 4],
      ['experiments/presets/under.yaml:2:10', 1],
      ['experiments/presets/first.yaml:2:17', 2],
      ['experiments/layered.yaml:4:10', 4],
      ['command line:1:19', 8],
      ['command line:2:19', 16],
    ]);
  });

  it('ranks a later preset above what an earlier one extends', async () => {
    const [width] = await explained('model.hiddenSize');
    expect(width?.value).toBe(32);
    expect(placesOf(width!).map(([place]) => place)).toEqual([
      'default',
      'experiments/presets/under.yaml:3:15',
      'experiments/presets/second.yaml:1:22',
    ]);
  });

  it('shows the levels that a sweep gives it, and what it changes', async () => {
    const [norm] = await explained('model.norm');
    expect(norm).toMatchObject({
      value: 'post',
      swept: [{ origin: { line: 7, column: 17 }, value: ['pre', 'post'] }],
    });
    const { out, code } = await project.reprise('explain', 'layered', 'model.norm');
    expect(out).toBe(
      [
        'model.norm: "post"',
        '  Changes the keys of pretrain, extrapolate, finetune, evaluate, zero-shot.',
        '  default                             "post"  ← in effect',
        '  file experiments/layered.yaml:7:17  ["pre","post"]  ← varied',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  it('explains every option of a section, and what the file extends', async () => {
    const optimizer = await explained('finetune.optimizer');
    expect(optimizer.map(({ path }) => path.replace('finetune.optimizer.', ''))).toEqual(
      'learningRate beta1 beta2 epsilon weightDecay decayEmbeddings maxGradNorm'.split(' '),
    );
    expect((await explained('extends'))[0]?.value).toEqual(['first', 'second']);
  });

  it.each([
    ['model.haeds', 'Did you mean "model.heads"?'],
    ['heads', 'Did you mean "model.heads"?'],
  ])('answers %s with the near miss and code 2', async (option, sentence) => {
    const { code, err } = await project.reprise('explain', 'layered', option);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });
});
