import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/failure.js';
import { buildReport } from '../../src/report/report.js';
import { absenceText } from '../../src/report/words/absences.js';
import { scoreNotes } from '../../src/report/words/notes.js';
import { cellOf, Fixtures } from '../results/reports.js';
import { addExperiment, ENVIRONMENT, EXPERIMENT } from './store.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

describe('inputs', () => {
  it('show one example of each task as tokens, the special ones told apart', async () => {
    const { inputs } = await fixtures.report();
    expect(inputs.map(({ task, sequences }) => [task, sequences.length])).toEqual([
      ['sst-2', 1],
      ['qqp', 2],
      ['mnli', 1],
      ['race', 4],
      ['storycloze', 2],
    ]);
    const special = inputs[2]?.sequences[0]?.filter((token) => token.special).map(({ text }) => text);
    expect(special).toEqual(['<start>', '<delimiter>', '<extract>']);
    expect(inputs[3]?.fields.find(({ label }) => label === 'article')?.value).toContain('<5> sacks');
  });

  it('show both formats where the variants differ in it', async () => {
    const sweep = { factors: { 'finetune.inputFormat': ['prompt'] } };
    const { inputs } = await fixtures.report({ experiment: { sweep, evaluate: { tasks: ['sst-2'] } } });
    expect(inputs.map(({ format }) => format)).toEqual(['delimiters', 'prompt']);
    expect(inputs[1]?.how).toContain('[sentence] Positive or Negative?');
  });
});

describe('what a reader must know', () => {
  it('is that data is synthetic or truncated', async () => {
    expect((await fixtures.report()).mark).toBe(
      'Synthetic data: books and tasks of the generated miniature. Truncated data: fine-tuned on at most 200 examples ' +
        'per task, evaluated on at most 100 examples per split.',
    );
    const experiment = {
      evaluate: { source: 'real' as const },
      finetune: {},
      pretrain: { ...EXPERIMENT.pretrain, corpus: 'books' },
    };
    const real = await fixtures.report({ experiment });
    expect(real.mark).toBeNull();
    const limited = await fixtures.report({
      experiment: { ...experiment, finetune: { taskLimits: { race: 30, rte: 20 } } },
    });
    expect(limited.mark).toBe('Truncated data: fine-tuned on at most 30 examples of RACE.');
  });

  it('is what failed, why, and which trials it costs', async () => {
    const report = await fixtures.report({
      state: ({ label }) =>
        label === 'pretrain · heads=2 · seed 3' ? { error: 'Training diverged.' } : 'done',
    });
    expect(report.failures).toMatchObject([
      {
        label: 'pretrain · heads=2 · seed 3',
        error: 'Training diverged.',
        trials: [{ variant: 'heads=2', seed: 3 }],
      },
    ]);
    expect(report.run.trials).toEqual({ total: 12, done: 11, failed: 1, diverged: 0, missing: 0 });
  });

  it('is what diverged: such a cell has no mean over the seeds that are left, and takes part in no comparison', async () => {
    const divergence = { step: 37, loss: 'NaN', learningRate: 0.5, gradientNorm: 'inf' } as const;
    const lost = 'heads=2 · seed 3';
    const report = await fixtures.report({
      state: ({ label, spec: { kind } }) =>
        !label.endsWith(lost) ? 'done' : kind === 'pretrain' ? { error: 'Training diverged.' } : 'missing',
      record: ({ label }) =>
        label === `pretrain · ${lost}` ? { status: 'diverged', facts: { divergence } } : {},
    });
    expect(report.run.trials).toEqual({ total: 12, done: 11, failed: 0, diverged: 1, missing: 0 });
    const cell = cellOf(report, 'heads=2', 'SST-2');
    expect(cell).toMatchObject({ mean: null, n: null, diverged: [3], planned: 3, absent: 'diverged' });
    expect(cell.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    const level = report.ablations.flatMap(({ levels }) => levels).find((one) => one.level === '2');
    expect(level?.deltas.map(({ mean, n }) => [mean, n])).toEqual(level?.deltas.map(() => [null, 0]));
    expect(absenceText(cell)).toBe('diverged 1/3');
    expect(scoreNotes(report).join(' ')).toContain('Diverged: pretrain · heads=2 · seed 3 at step 37.');
    expect(report.failures).toMatchObject([
      { label: `pretrain · ${lost}`, trials: [{ variant: 'heads=2', seed: 3 }] },
    ]);
  });

  it('is where it ran, also when stages come from several commits', async () => {
    const { environment } = await fixtures.report({
      environment: { ...ENVIRONMENT, dirty: true },
      record: ({ spec }) => (spec.kind === 'baseline' ? { commit: 'f'.repeat(40) } : {}),
    });
    const value = (name: string) => environment.find(({ label }) => label === name)?.value;
    expect(value('Commits of the stages')).toBe(`${ENVIRONMENT.commit}, ${'f'.repeat(40)}`);
    expect(value('Commit of the last run')).toContain('with uncommitted changes');
  });

  it('is the hash of every data set, each once', async () => {
    const { dataHashes } = await fixtures.report();
    expect(dataHashes.map(({ corpus, task, source }) => [corpus, task, source])).toEqual([
      ['miniature', null, null],
      ...['sst-2', 'qqp', 'mnli', 'race', 'storycloze'].map((task) => [null, task, 'miniature']),
    ]);
  });
});

describe('a report', () => {
  it('of an experiment that was not run is an error that says so', async () => {
    const { store } = await fixtures.standardOne();
    await expect(buildReport(store, 'other')).rejects.toThrow(UserError);
    await expect(buildReport(store, 'other')).rejects.toThrow('No experiment "other" was run here');
  });

  it('of an experiment of which nothing is done is all absence and no error', async () => {
    const report = await fixtures.report({ state: () => 'missing', environment: null });
    const cells = report.table.rows.filter(({ role }) => role !== 'published').flatMap((row) => row.cells);
    expect(new Set(cells.map(({ absent }) => absent))).toEqual(new Set(['not-run']));
    expect(report.run.trials).toEqual({ total: 12, done: 0, failed: 0, diverged: 0, missing: 12 });
    expect(report).toMatchObject({ losses: [], inputs: [], failures: [], environment: [] });
    expect(JSON.stringify(report)).not.toContain('NaN');
  });

  it('gives the command that was typed, with what it set, quoted for a shell', async () => {
    const report = await fixtures.report({ overrides: ['model.heads=8', "report.title=It's mine"] });
    const command = `reprise run example --set model.heads=8 --set 'report.title=It'\\''s mine'`;
    expect(report.command).toBe(command);
    expect(report.setup).toContainEqual({ label: 'Command', value: command });
  });

  it('describes in its setup what each stage is set to do, in the order of the plan', async () => {
    const { setup } = await fixtures.report();
    expect(setup.map(({ label }) => label).slice(-7)).toEqual([
      ...['Tokenizer', 'Model', 'Dropout', 'Pre-training', 'Fine-tuning', 'Non-neural baselines', 'Command'],
    ]);
    expect(setup.find(({ label }) => label === 'Tokenizer')?.value).toContain('vocabulary size 1,024');
  });

  it('is the same for the same results, beside whatever else the store holds', async () => {
    const alone = await fixtures.report();
    const fixture = await fixtures.of({ experiment: { name: 'another', seeds: [1, 4] } });
    await addExperiment(fixture.store);
    expect(JSON.stringify(await buildReport(fixture.store, 'example'))).toBe(JSON.stringify(alone));
  });
});
