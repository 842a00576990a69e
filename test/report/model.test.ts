import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/failure.js';
import { buildReport } from '../../src/report/model.js';
import type { Cell, Report } from '../../src/report/model.js';
import type { Fixture, FixtureOptions } from './store.js';
import { addExperiment, ENVIRONMENT, EXPERIMENT, fixtureStore } from './store.js';

/** All of the default experiment done: made once. */
let standard: Fixture;
beforeAll(async () => {
  standard = await fixtureStore();
});
afterAll(() => standard.close());

let open: Fixture[] = [];
afterEach(async () => {
  for (const fixture of open) await fixture.close();
  open = [];
});

async function fixtureOf(options: FixtureOptions): Promise<Fixture> {
  const fixture = await fixtureStore(options);
  open.push(fixture);
  return fixture;
}

async function reportOf(options?: FixtureOptions): Promise<Report> {
  const { store, name } = options === undefined ? standard : await fixtureOf(options);
  return buildReport(store, name);
}

function cellOf({ table }: Report, row: string, column: string): Cell {
  const found = table.rows.find(({ label }) => label === row);
  const index = table.columns.findIndex(({ label }) => label === column);
  if (found === undefined || index < 0) throw new Error(`There is no ${row} × ${column}.`);
  return found.cells[index];
}

const deltaOf = (report: Report, level: string, column: string) =>
  report.ablations
    .flatMap(({ levels }) => levels)
    .find((one) => one.level === level)
    ?.deltas.find((delta) => delta.column === column);

/** The same sets of right answers whatever the task. */
const bySeed =
  (...shares: readonly number[]) =>
  ({ seed }: { seed: number }) =>
    shares[seed - 1];

describe('the main table', () => {
  it("has the paper's columns, then variants, baselines and the published row", async () => {
    const { table } = await reportOf();
    expect(table.columns.map(({ label, metric }) => `${label} ${metric}`)).toEqual([
      'SST-2 accuracy',
      'QQP F1',
      'MNLI-m accuracy',
      'MNLI-mm accuracy',
      'RACE accuracy',
      'Story Cloze accuracy',
    ]);
    expect(table.rows.map(({ role, label }) => `${role}: ${label}`)).toEqual([
      'variant: baseline',
      'variant: heads=2',
      'variant: heads=8',
      'variant: initFrom=scratch',
      'baseline: majority',
      'baseline: bag-of-words',
      'published: GPT-1, published (117M parameters, BooksCorpus, full test sets)',
    ]);
  });

  it('shows the mean over seeds with its t interval, and each run with the stage that it comes from', async () => {
    const report = await reportOf({ accuracy: bySeed(0.7, 0.74, 0.78) });
    const { mean, interval, n, runs } = cellOf(report, 'heads=2', 'SST-2');
    expect(mean).toBeCloseTo(0.74, 14);
    // t(0.975, 2) = 4.302652729749464 (scipy 1.17.1); 0.04 / √3 is the standard error
    expect(interval?.halfWidth).toBeCloseTo((4.302652729749464 * 0.04) / Math.sqrt(3), 10);
    expect(interval?.over).toBe('seeds');
    expect(n).toBe(3);
    expect(runs.map(({ seed, value }) => [seed, value])).toEqual([
      [1, 0.7],
      [2, 0.74],
      [3, 0.78],
    ]);
    const stages = open[0].plan.stages.filter(({ key }) => runs.some(({ stage }) => stage === key));
    expect(stages.map(({ label }) => label)).toEqual(
      [1, 2, 3].map((s) => `evaluate sst-2 · heads=2 · seed ${s}`),
    );
  });

  it('pools RACE over its parts and keeps those of MNLI apart', async () => {
    const accuracy = ({ split }: { split: string }) =>
      ({ 'dev-middle': 0.8, 'dev-high': 0.5, 'dev-matched': 0.9, 'dev-mismatched': 0.4 })[split] ?? 0.6;
    const report = await reportOf({ accuracy });
    expect(cellOf(report, 'reference', 'RACE').mean).toBeCloseTo(0.65, 14);
    expect(cellOf(report, 'reference', 'MNLI-m').mean).toBeCloseTo(0.9, 14);
    expect(cellOf(report, 'reference', 'MNLI-mm').mean).toBeCloseTo(0.4, 14);
  });

  it('gives a single seed the interval over its examples, says so, and marks nothing', async () => {
    const report = await reportOf({
      experiment: { seeds: [1] },
      accuracy: ({ variant }) => (variant === 'heads=2' ? 0.95 : 0.5),
    });
    const { interval, n } = cellOf(report, 'heads=2', 'SST-2');
    expect(n).toBe(1);
    // scipy 1.17.1: binomtest(95, 100).proportion_ci(0.95, 'wilson')
    expect(interval?.over).toBe('examples');
    expect(interval?.low).toBeCloseTo(0.8882495307680809, 12);
    expect(interval?.high).toBeCloseTo(0.978456320845632, 12);
    expect(report.table.rows.flatMap(({ cells }) => cells).some(({ best }) => best)).toBe(false);
    expect(report.table.notes.join(' ')).toContain('with one seed nothing is');
    expect(report.table.notes.join(' ')).not.toContain("Student's t");
  });

  it('marks a best that is ahead of every variant beyond the noise, and neither baselines nor the paper', async () => {
    const report = await reportOf({
      accuracy: ({ variant, seed }) =>
        variant === 'heads=2' ? 0.8 + seed / 100 : variant === 'majority' ? 0.99 : 0.6 + (seed % 2) / 100,
    });
    const best = report.table.rows
      .filter(({ cells }) => cells.some((cell) => cell.best))
      .map(({ label }) => label);
    expect(best).toEqual(['heads=2']);
  });

  it('marks nobody where two variants are as good', async () => {
    const report = await reportOf({
      accuracy: ({ variant, seed }) =>
        (variant.startsWith('heads') ? 0.9 : 0.5) + (variant.length * seed) / 1000,
    });
    expect(report.table.rows.flatMap(({ cells }) => cells).some(({ best }) => best)).toBe(false);
  });

  it('says why a score is absent and never makes it 0', async () => {
    const report = await reportOf({
      state: ({ spec, label }) => {
        if (spec.kind === 'pretrain' && spec.model.heads === 2) return { error: 'Training diverged.' };
        if ('pretrain' in spec && spec.model.heads === 2) return 'missing';
        if (spec.kind === 'evaluate' && spec.model.heads === 2) return 'missing';
        return label.startsWith('evaluate race · heads=8') ? 'missing' : 'done';
      },
    });
    expect(cellOf(report, 'heads=2', 'SST-2')).toMatchObject({ mean: null, n: null, absent: 'failed' });
    expect(cellOf(report, 'heads=8', 'RACE')).toMatchObject({ mean: null, n: null, absent: 'not run yet' });
    expect(report.table.notes).toContain('–: absent (failed; not run yet).');
  });

  it('counts the seeds that are there', async () => {
    const report = await reportOf({
      state: ({ label }) => (label === 'evaluate qqp · baseline · seed 2' ? { error: 'No memory.' } : 'done'),
    });
    expect(cellOf(report, 'reference', 'QQP').n).toBe(2);
    expect(cellOf(report, 'reference', 'SST-2').n).toBe(3);
    expect(report.table.notes.join(' ')).toContain('n stands in brackets');
  });

  it('shows the published figures only where asked, and only those that the paper has', async () => {
    const published = (report: Report) => report.table.rows.find(({ role }) => role === 'published');
    const means = published(await reportOf())?.cells.map(({ mean }) => mean);
    expect(means).toEqual([0.913, 0.703, 0.821, 0.814, 0.59, 0.865]);
    const experiment = { report: { published: false } };
    expect(published(await reportOf({ experiment }))).toBeUndefined();
  });

  it('lists every split and metric in its details', async () => {
    const { details } = await reportOf({ experiment: { evaluate: { tasks: ['qqp', 'race'] } } });
    expect(details.columns.map(({ label, split, metric }) => `${label} ${split} ${metric}`)).toEqual([
      'QQP dev F1',
      'QQP dev accuracy',
      'QQP dev Matthews',
      'RACE-m dev-middle accuracy',
      'RACE-h dev-high accuracy',
      'RACE all accuracy',
    ]);
    const paper = details.rows.at(-1)?.cells.map(({ mean }) => mean);
    expect(paper).toEqual([0.703, null, null, 0.629, 0.574, 0.59]);
  });
});

describe('ablations', () => {
  it('compare each level with the reference, paired by seed', async () => {
    const report = await reportOf({
      accuracy: ({ variant, seed }) =>
        0.5 + seed / 10 - (variant === 'initFrom=scratch' ? 0.1 + seed / 100 : 0),
    });
    expect(report.ablations.map(({ label, reference }) => `${label} ${reference}`)).toEqual([
      'heads 4',
      'from pretraining',
    ]);
    const delta = deltaOf(report, 'scratch', 'SST-2');
    expect(delta).toMatchObject({ n: 3 });
    expect(delta?.mean).toBeCloseTo(-0.12, 12);
    // The seeds themselves are 10 points apart: unpaired, the interval would be many times as wide.
    expect(delta?.interval?.halfWidth).toBeLessThan(0.03);
    expect(delta).toMatchObject({ test: 'seeds' });
    expect(delta?.effect).toBeLessThan(-1);
    expect(delta?.detectable).toBeGreaterThan(0.01);
    expect(deltaOf(report, '2', 'SST-2')).toMatchObject({ p: 1, adjustedP: 1, differs: false });
    expect(deltaOf(report, 'scratch', 'mean')?.n).toBe(3);
  });

  it('of a grid average over the levels of the other factors, seed by seed', async () => {
    const report = await reportOf({
      experiment: {
        sweep: { design: 'grid', factors: { 'model.heads': [4, 8], 'model.activation': ['gelu', 'relu'] } },
      },
      accuracy: ({ variant, seed }) =>
        0.5 + seed / 100 + (variant.includes('heads=8') ? (variant.includes('relu') ? 0.2 : 0.1) : 0),
    });
    const delta = deltaOf(report, '8', 'SST-2');
    expect(delta?.mean).toBeCloseTo(0.15, 12);
    expect(delta?.n).toBe(3);
  });

  it('of a list compare each variant with the baseline', async () => {
    const variants = { many: { 'model.heads': 8, 'model.activation': 'relu' } };
    const report = await reportOf({ experiment: { sweep: { design: 'list', variants } } });
    expect(report.ablations).toHaveLength(1);
    expect(report.ablations[0]).toMatchObject({ factor: 'variant', reference: 'reference' });
    expect(report.ablations[0].levels.map(({ level }) => level)).toEqual(['many']);
  });

  it('correct their p values for all of them together', async () => {
    const deltas = (await reportOf()).ablations.flatMap(({ levels }) =>
      levels.flatMap((level) => level.deltas),
    );
    const tested = deltas.filter(({ p }) => p !== null);
    expect(tested.length).toBeGreaterThan(10);
    for (const { p, adjustedP } of tested) expect(adjustedP).toBeGreaterThanOrEqual(p ?? 1);
  });

  it('of one seed are differences tested over its examples alone', async () => {
    const report = await reportOf({ experiment: { seeds: [1] } });
    const delta = deltaOf(report, 'scratch', 'SST-2');
    expect(delta).toMatchObject({ n: 1, test: 'McNemar', interval: { over: 'examples' }, moreSeeds: null });
    expect(delta?.mean).toBeLessThan(0);
    expect(delta?.p).toBeLessThan(0.05);
  });

  it('of a grid of several factors come with main effects: each level against the mean of all', async () => {
    const report = await reportOf({
      experiment: {
        sweep: { design: 'grid', factors: { 'model.heads': [4, 8], 'model.activation': ['gelu', 'relu'] } },
      },
      accuracy: ({ variant, seed }) => 0.5 + seed / 100 + (variant.includes('heads=8') ? 0.2 : 0),
    });
    const [heads, activation] = report.mainEffects;
    expect(heads.levels.map(({ level, deltas }) => [level, deltas[0].mean?.toFixed(3)])).toEqual([
      ['4', '-0.100'],
      ['8', '0.100'],
    ]);
    expect(activation.levels[0].deltas[0].mean).toBeCloseTo(0, 12);
    expect((await reportOf()).mainEffects).toEqual([]);
  });
});

describe('curves', () => {
  it('of the learning rate agree with what the training recorded', async () => {
    const { learningRates } = await reportOf();
    expect(learningRates.map(({ label }) => label)).toEqual([
      'pre-training · warmup-cosine',
      'fine-tuning · warmup-linear (SST-2)',
    ]);
    expect(learningRates[0].variants).toEqual(['reference', 'heads=2', 'heads=8']);
    expect(learningRates[1].total).toBe(21);
    for (const { declared, recorded } of learningRates) {
      const rates = new Map(declared.map(({ step, rate }) => [step, rate]));
      expect(recorded.length).toBeGreaterThan(20);
      for (const { step, rate } of recorded) expect(rates.get(step)).toBeCloseTo(rate, 12);
    }
    expect(learningRates[0].declared.at(3)).toEqual({ step: 4, rate: 1e-3 });
  });

  it('of the loss span the seeds, one for the variants that share their pre-trainings', async () => {
    const experiment = {
      sweep: {
        factors: { 'model.heads': [8], 'finetune.lmLossWeight': [0], 'finetune.initFrom': ['scratch'] },
      },
    };
    const { losses } = await reportOf({ experiment });
    expect(losses.map(({ label, split }) => `${label} (${split})`)).toEqual([
      'baseline, auxiliaryWeight=0 (train)',
      'baseline, auxiliaryWeight=0 (heldout)',
      'heads=8 (train)',
      'heads=8 (heldout)',
    ]);
    expect(losses[1].points.map(({ step }) => step)).toEqual([10, 20, 30, 40]);
    for (const { mean, low, high, n } of losses.flatMap(({ points }) => points)) {
      expect(n).toBe(3);
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
    }
  });
});

describe('costs', () => {
  it('of a trial are those of all its stages', async () => {
    const { costs } = await reportOf();
    const trial = standard.plan.trials.find(({ variant }) => variant === 'initFrom=scratch');
    const stages = standard.plan.stages.filter(({ key }) => trial?.stages.includes(key));
    const scratch = costs.find(({ variant }) => variant === 'initFrom=scratch');
    expect(scratch?.flops).toBeCloseTo(
      stages.reduce((sum, { estimate }) => sum + estimate.flops, 0),
      0,
    );
    expect(costs.find(({ variant }) => variant === 'reference')?.flops).toBeGreaterThan(
      scratch?.flops ?? NaN,
    );
  });

  it('are absent for a variant of which no trial is complete', async () => {
    const { costs } = await reportOf({
      state: ({ label }) => (label.startsWith('evaluate race · heads=8') ? 'missing' : 'done'),
    });
    const heads = costs.find(({ variant }) => variant === 'heads=8');
    expect(heads).toMatchObject({
      seconds: null,
      flops: null,
      score: { mean: null, absent: 'a task is missing' },
    });
  });

  it('count MNLI once in the mean over tasks', async () => {
    const { costs } = await reportOf({
      experiment: { evaluate: { tasks: ['sst-2', 'mnli'] } },
      accuracy: ({ task, split }) => (task === 'sst-2' ? 0.9 : split === 'dev-matched' ? 0.5 : 0.7),
    });
    expect(costs[0].score.mean).toBeCloseTo(0.75, 12);
  });

  it('by kind of stage are set against what was foreseen when they ran', async () => {
    const { stageCosts } = await reportOf({ record: ({ estimate }) => ({ seconds: 2 * estimate.seconds }) });
    expect(stageCosts.map(({ kind, counts }) => [kind, counts.done])).toEqual([
      ['tokenize', 1],
      ['pretrain', 9],
      ['finetune', 60],
      ['evaluate', 60],
      ['overlap', 15],
      ['reference', 10],
    ]);
    for (const { ratio } of stageCosts) expect(ratio).toBeCloseTo(2, 12);
  });
});

describe('parameters by number of heads', () => {
  it("are those of the report's Table 3, unchanged by heads", async () => {
    const [gpt1, own] = (await reportOf()).parameters;
    expect(gpt1.rows.map(({ heads, headWidth }) => [heads, headWidth])).toEqual([
      [6, 128],
      [12, 64],
      [24, 32],
    ]);
    for (const { attention, total } of gpt1.rows)
      expect([attention, total]).toEqual([2_359_296, 116_534_784]);
    expect(own.rows.map(({ heads }) => heads)).toEqual([2, 4, 8]);
    for (const { total, counted } of own.rows) expect(counted).toBe(total);
  });
});

describe('inputs', () => {
  it('show one example of each task as tokens, the special ones told apart', async () => {
    const { inputs } = await reportOf();
    expect(inputs.map(({ task, sequences }) => [task, sequences.length])).toEqual([
      ['sst-2', 1],
      ['qqp', 2],
      ['mnli', 1],
      ['race', 4],
      ['storycloze', 2],
    ]);
    const special = inputs[2].sequences[0].filter((token) => token.special).map(({ text }) => text);
    expect(special).toEqual(['<start>', '<delimiter>', '<extract>']);
    expect(inputs[3].fields.find(({ label }) => label === 'article')?.value).toContain('<5> sacks');
  });

  it('show both formats where the variants differ in it', async () => {
    const sweep = { factors: { 'finetune.inputFormat': ['prompt'] } };
    const { inputs } = await reportOf({ experiment: { sweep, evaluate: { tasks: ['sst-2'] } } });
    expect(inputs.map(({ format }) => format)).toEqual(['delimiters', 'prompt']);
    expect(inputs[1].how).toContain('[sentence] Positive or Negative?');
  });
});

describe('what a reader must know', () => {
  it('is that data is synthetic or truncated', async () => {
    expect((await reportOf()).mark).toBe(
      'Synthetic data: books and tasks of the generated miniature. Truncated data: fine-tuned on at most 200 examples ' +
        'a task, evaluated on at most 100 of each split.',
    );
    const experiment = {
      evaluate: { source: 'real' as const },
      finetune: {},
      pretrain: { ...EXPERIMENT.pretrain, corpus: 'books' },
    };
    const real = await reportOf({ experiment });
    expect(real.marks).toEqual([]);
    expect(real.mark).toBeNull();
  });

  it('is what failed, why, and which trials it costs', async () => {
    const report = await reportOf({
      state: ({ label }) =>
        label === 'pretrain · heads=2 · seed 3' ? { error: 'Training diverged.' } : 'done',
    });
    expect(report.failures).toMatchObject([
      { label: 'pretrain · heads=2 · seed 3', error: 'Training diverged.', trials: ['heads=2, seed 3'] },
    ]);
    expect(report.run.trials).toEqual({ total: 12, done: 11, failed: 1, diverged: 0, missing: 0 });
  });

  it('is what diverged: such a cell has no mean over the seeds that are left, and takes part in no comparison', async () => {
    const divergence = { step: 37, loss: 'NaN', learningRate: 0.5, gradientNorm: 'inf' } as const;
    const lost = 'heads=2 · seed 3';
    const report = await reportOf({
      state: ({ label, spec: { kind } }) =>
        !label.endsWith(lost) ? 'done' : kind === 'pretrain' ? { error: 'Training diverged.' } : 'missing',
      record: ({ label }) =>
        label === `pretrain · ${lost}` ? { status: 'diverged', facts: { divergence } } : {},
    });
    expect(report.run.trials).toEqual({ total: 12, done: 11, failed: 0, diverged: 1, missing: 0 });
    const [cell] = report.table.rows.find(({ label }) => label === 'heads=2')!.cells;
    expect(cell).toMatchObject({ mean: null, n: null, diverged: [3], absent: 'diverged 1/3' });
    expect(cell.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    const level = report.ablations.flatMap(({ levels }) => levels).find((one) => one.level === '2');
    expect(level?.deltas.map(({ mean, n }) => [mean, n])).toEqual(level?.deltas.map(() => [null, 0]));
    expect(report.table.notes.join(' ')).toContain('It was pretrain · heads=2 · seed 3 at update 37.');
    expect(report.failures).toMatchObject([{ label: `pretrain · ${lost}`, trials: ['heads=2, seed 3'] }]);
  });

  it('is where it ran, also when stages come from several commits', async () => {
    const { environment } = await reportOf({
      environment: { ...ENVIRONMENT, dirty: true },
      record: ({ spec }) => (spec.kind === 'baseline' ? { commit: 'f'.repeat(40) } : {}),
    });
    const value = (name: string) => environment.find(({ label }) => label === name)?.value;
    expect(value('Commits of the stages')).toBe(`${ENVIRONMENT.commit}, ${'f'.repeat(40)}`);
    expect(value('Commit of the last run')).toContain('with uncommitted changes');
  });

  it('is the hash of every data set, each once', async () => {
    const { dataHashes } = await reportOf();
    expect(dataHashes.map(({ what }) => what)).toEqual([
      'corpus miniature',
      'SST-2 (miniature)',
      'QQP (miniature)',
      'MNLI (miniature)',
      'RACE (miniature)',
      'Story Cloze (miniature)',
    ]);
  });
});

describe('a report', () => {
  it('of an experiment that was not run is an error that says so', async () => {
    await expect(buildReport(standard.store, 'other')).rejects.toThrow(UserError);
    await expect(buildReport(standard.store, 'other')).rejects.toThrow('No experiment "other" was run here');
  });

  it('of an experiment of which nothing is done is all absence and no error', async () => {
    const report = await reportOf({ state: () => 'missing', environment: null });
    const cells = report.table.rows.filter(({ role }) => role !== 'published').flatMap((row) => row.cells);
    expect(new Set(cells.map(({ absent }) => absent))).toEqual(new Set(['not run yet']));
    expect(report.run.trials).toEqual({ total: 12, done: 0, failed: 0, diverged: 0, missing: 12 });
    expect(report).toMatchObject({ losses: [], inputs: [], failures: [], environment: [] });
    expect(JSON.stringify(report)).not.toContain('NaN');
  });

  it('gives the command that was typed, with what it set, quoted for a shell', async () => {
    const report = await reportOf({ overrides: ['model.heads=8', "report.title=It's mine"] });
    const command = `reprise run experiments/example.yaml --set model.heads=8 --set 'report.title=It'\\''s mine'`;
    expect(report.command).toBe(command);
    expect(report.asked).toContainEqual({ label: 'Command', value: command });
  });

  it('is the same for the same results, beside whatever else the store holds', async () => {
    const alone = await reportOf();
    const fixture = await fixtureOf({ experiment: { name: 'another', seeds: [1, 4] } });
    await addExperiment(fixture.store);
    expect(JSON.stringify(await buildReport(fixture.store, 'example'))).toBe(JSON.stringify(alone));
  });
});
