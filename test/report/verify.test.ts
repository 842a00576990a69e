import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/stages/index.js';
import type { Metric, Prediction } from '../../src/stages/result.js';
import { verifyReport } from '../../src/verify/report/verify.js';
import { writeReport } from '../../src/report/write.js';
import type { StageRecord } from '../../src/store/store.js';
import type { Fixture } from './store.js';
import { fixtureStore } from './store.js';

let fixture: Fixture;
let folder: string;
/** With the report in it. */
let written: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-verify-'));
  written = join(folder, 'written');
  fixture = await fixtureStore({
    experiment: {
      sweep: { design: 'one-factor', factors: { 'model.heads': [8] } },
      seeds: [1, 2, 3],
      evaluate: { tasks: ['qqp', 'race'], maxExamples: 40, baselines: ['majority'] },
      pretrain: { steps: 4, warmupSteps: 1, evaluateEvery: 2 },
    },
    // All right: a prediction more or less is a point.
    accuracy: ({ seed }) => 0.6 + seed / 20,
  });
});
afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

/** Without files on disk, which take their time to render. */
const verified = (reports = folder) => verifyReport(fixture.store, fixture.name, reports);
const stageCalled = (label: string): Stage => fixture.plan.stages.find((stage) => stage.label === label)!;

interface Kept {
  readonly record: StageRecord;
  readonly metrics: readonly Metric[];
  readonly predictions: readonly Prediction[];
}

/** Changes what the store has of a stage while `work` runs, as somebody would who wants another number. */
async function tampered<T>(
  label: string,
  change: (kept: Kept) => Partial<Kept>,
  work: () => Promise<T>,
): Promise<T> {
  const { store } = fixture;
  const { key } = stageCalled(label);
  const record = (await store.stages([key])).get(key)!;
  const kept = { record, metrics: await store.metrics(key), predictions: await store.predictions(key) };
  const changed = { ...kept, ...change(kept) };
  const save = ({ record: one, metrics, predictions }: Kept): Promise<void> =>
    store.saveStage(one, { metrics, predictions, facts: {} });
  await save(changed);
  try {
    return await work();
  } finally {
    await save(kept);
  }
}

const EVALUATION = 'evaluate race · heads=8 · seed 2';
const ofRace = (metrics: readonly Metric[], value: number): Metric[] =>
  metrics.map((metric) => (metric.split === 'all' ? { ...metric, value } : metric));

describe('verifying a report', () => {
  it('finds every number as printed, and says from how much', async () => {
    await writeReport(fixture.store, fixture.name, written);
    const verdict = await verified(written);
    expect(verdict.differences).toEqual([]);
    // 2 variants × 3 seeds and a baseline, of QQP (40 examples) and RACE (2 × 40)
    expect(verdict).toMatchObject({ evaluations: 14, predictions: 7 * 120, unhashed: 0 });
    expect(verdict.hashed).toBe(fixture.plan.stages.length);
    expect(verdict.numbers).toBeGreaterThan(200);
    expect(verdict.files).toContain('report.pdf');
    expect(verdict.absentFiles).toEqual([]);
  });

  it('finds a metric that was changed, in the store and in the cell that it is printed in', async () => {
    const { differences } = await tampered(
      EVALUATION,
      ({ metrics }) => ({ metrics: ofRace(metrics, 0.95) }),
      () => verified(),
    );
    const text = differences.join('\n');
    expect(text).toMatch(
      /evaluate race · heads=8 · seed 2 \([0-9a-f]{10}\): the store has 0\.95 accuracy on all; its predictions give 0\.7\./,
    );
    expect(text).toMatch(
      /Scores, heads=8, RACE accuracy ↑: the stored metrics print 78\.3 .*, the predictions give 70\.0 ± 12\.4/,
    );
    expect(text).toContain('All runs behind the scores, heads=8, RACE accuracy, Seed 2');
    expect(text).toContain('are not those that were recorded when it ran');
  });

  it('finds it also where the report was written after the change', async () => {
    const { differences } = await tampered(
      EVALUATION,
      ({ metrics }) => ({ metrics: ofRace(metrics, 0.95) }),
      async () => {
        const late = join(folder, 'late');
        await writeReport(fixture.store, fixture.name, late);
        return verified(late);
      },
    );
    const text = differences.join('\n');
    expect(text).toMatch(
      /index\.html: Scores, heads=8, RACE accuracy: the file has “78\.3 .*”, .* give “70\.0/,
    );
    expect(text).toMatch(/table\.csv: variant, heads=8, 8, race, all, accuracy, mean: the file has 0\.78/);
    expect(text).toMatch(/report\.pdf: its bytes/);
  });

  it('finds a prediction that was changed', async () => {
    const wrong = ({ predictions }: Kept) => ({
      predictions: predictions.map((one) => ({ ...one, predicted: one.label })),
    });
    const { differences } = await tampered(EVALUATION, wrong, () => verified());
    const text = differences.join('\n');
    expect(text).toContain('its predictions give 1.');
    expect(text).toMatch(/example dev-\S+ of dev-\S+ is predicted as class \d; its scores say \d/);
    expect(text).toMatch(/Scores, heads=8, RACE accuracy ↑: .* the predictions give 80\.0/);
  });

  it('finds a right answer that was changed to fit, even with the metrics made to match', async () => {
    const fit = ({ predictions, metrics }: Kept) => ({
      predictions: predictions.map((one) => ({ ...one, label: one.predicted })),
      metrics: metrics.map((metric) => ({ ...metric, value: 1 })),
    });
    const text = (await tampered(EVALUATION, fit, () => verified())).differences.join('\n');
    expect(text).toMatch(
      /the right answer to example \S+ of dev-\S+ is class \d; in majority race .* it is \d/,
    );
    expect(text).toContain('are not those that were recorded when it ran');
  });

  it('finds options that are not those of the key', async () => {
    const other = ({ record }: Kept) => ({
      record: { ...record, identity: { ...record.identity, seed: 9 } },
    });
    const { differences } = await tampered('pretrain · reference · seed 1', other, () => verified());
    expect(differences.join('\n')).toContain(
      'its key is not the hash of the options that are recorded for it',
    );
  });

  it('finds a page or a table that was edited, and names the cell', async () => {
    const edit = async (name: string, from: RegExp, to: string): Promise<void> => {
      const text = await readFile(join(written, name), 'utf8');
      expect(text).toMatch(from);
      await writeFile(join(written, name), text.replace(from, to));
    };
    await edit('index.html', /(id="cell-1-1"\s*>.*?>)70\.0/, '$199.9');
    await edit('table.csv', /(variant,heads=8,8,race,all,accuracy,)0\.7\d*/, '$10.999');
    await edit('table.tex', /70\.0/, '71.0');
    await rm(join(written, 'table.md'));
    const { differences, absentFiles } = await verified(written);
    expect(differences).toHaveLength(3);
    expect(differences[0]).toMatch(
      /^index\.html: Scores, heads=8, RACE accuracy: the file has “99\.9 ± 12\.4”, the predictions give “70\.0 ± 12\.4”/,
    );
    expect(differences[1]).toMatch(/^table\.tex: line \d+: the file has “.*71\.0.*”, .*70\.0/);
    expect(differences[2]).toMatch(
      /^table\.csv: variant, heads=8, 8, race, all, accuracy, mean: the file has 0\.999/,
    );
    expect(absentFiles).toEqual(['table.md']);
  });
});
