import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, SMALL, smallData } from './program.js';
import type { TestProject } from './program.js';

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
});
afterAll(() => project.remove());

/** Two variants, two seeds; the hypothesis's margin is what an edit changes. */
const TRAINED = SMALL.replace('steps: 30', 'steps: 3').replace(
  'epochs: 2, batchSize: 4, maxTrainExamples: 40',
  'epochs: 1, batchSize: 4, maxTrainExamples: 8',
);
const stated = (margin: number): string => `${TRAINED}
sweep: { factors: { model.norm: [pre] } }
seeds: [1, 2]
engine: { name: cpu }
hypotheses:
  alike:
    hypothesis: It does not matter where the norm is.
    expect: equivalent
    factor: model.norm
    level: pre
    reference: post
    margin: ${margin}
  free:
    hypothesis: The place of the norm does not change the number of parameters.
    expect: same-parameters
    factor: model.norm
  far:
    hypothesis: Rotary positions reach further.
    expect: untested
    reason: No position is varied.
`;

const pageOf = (): Promise<string> => readFile(join(project.root, 'reports', 'stated', 'index.html'), 'utf8');

describe('hypotheses of a file', () => {
  it('are listed before anything runs, and change no key', async () => {
    await project.experiment('stated', stated(5));
    const { out } = await project.reprise('validate', 'stated');
    expect(out).toContain('3 hypotheses\n  alike: It does not matter where the norm is.\n');
    expect(out).toContain('    model.norm: pre equivalent to post, margin ±5 points, on each task\n');
    const plan = JSON.parse((await project.reprise('plan', 'stated', '--json')).out);
    expect(plan.hypotheses.map(({ name }: { name: string }) => name)).toEqual(['alike', 'free', 'far']);
    expect(plan.decidability.map(({ outlook }: { outlook: string }) => outlook)).toEqual([
      'hardly',
      'counted',
      'untested',
    ]);
    const printed = (await project.reprise('plan', 'stated')).out.replace(/\s+/g, ' ');
    expect(printed).toMatch(
      /warning: alike: hardly decidable: seeds must differ by less than [\d.]+ points; .* would do/,
    );
    expect(printed).toContain('free: decidable: parameters are counted, not estimated');
    const [explained] = JSON.parse(
      (await project.reprise('explain', 'stated', 'hypotheses.alike.margin', '--json')).out,
    );
    expect(explained).toMatchObject({ path: 'hypotheses.alike.margin', value: 5 });
    expect(explained.settings[0].origin).toMatchObject({
      file: 'experiments/stated.yaml',
      line: 18,
      column: 13,
    });
  });

  it('are judged after the run, and were written before the first result', async () => {
    const { code, out } = await project.reprise('run', 'stated');
    expect(code).toBe(0);
    expect(out).toMatch(
      /\nPre-registered hypotheses\n(undecided|refuted|supported): It does not matter where the norm is\. /,
    );
    expect(out).toMatch(/Registered\s+before the first result, \d{4}-\d\d-\d\d\./);
    expect(out).toMatch(
      /\n(supported|refuted): The place of the norm does not change the number of parameters\. /,
    );
    expect(out).toContain('not tested here: Rotary positions reach further. No position is varied.');
    expect(await pageOf()).toContain('Pre-registered hypotheses');
  });

  it('leave degenerate runs to be told by the run, by show and by the report alike', async () => {
    const { degenerate } = JSON.parse(
      await readFile(join(project.root, 'reports', 'stated', 'report.json'), 'utf8'),
    ) as { degenerate: { variant: string; runs: { seed: number; stage: string; signs: string[] }[] }[] };
    const all = degenerate.flatMap(({ variant, runs }) => runs.map((run) => ({ variant, ...run })));
    expect(all.length).toBeGreaterThan(0); // trained on eight examples, in two steps
    const { trials } = JSON.parse((await project.reprise('show', 'stated', '--json')).out) as {
      trials: { variant: string; seed: number; degenerate: number }[];
    };
    expect(
      trials.filter((trial) => trial.degenerate > 0).map(({ variant, seed }) => [variant, seed]),
    ).toEqual(all.map(({ variant, seed }) => [variant, seed]));
    const { variant, seed, stage, signs } = all[0]!;
    const { out } = await project.reprise('show', `stated:${variant}:${seed}`);
    expect(out).toContain(`${stage.slice(0, 10)}  done, degenerate: ${signs.join(', ')}`);
  });

  it('give the same page again from the same store', async () => {
    const before = await pageOf();
    expect((await project.reprise('report', 'stated')).code).toBe(0);
    expect(await pageOf()).toBe(before);
  });

  it('that are edited when results are there say so, and run nothing anew', async () => {
    await project.experiment('stated', stated(99));
    const { out } = await project.reprise('run', 'stated');
    expect(out).toContain('Nothing to do');
    // Two variants and two seeds: a pre-training, a fine-tuning and an evaluation each.
    expect(out).toMatch(/Registered\s+after\s+12\s+of\s+12\s+results/);
    expect(out).toMatch(/Registered\s+before the first result/);
  });
});
