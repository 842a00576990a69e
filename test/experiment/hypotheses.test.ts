import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { loadExperiment } from '../../src/experiment/load.js';
import { plannedHypotheses } from '../../src/plan/hypotheses.js';
import { variantsOf } from '../../src/plan/variants.js';
import { TASK_NAMES } from '../../src/tasks/index.js';
import { folderWith, load, problemsOf } from './experiment-files.js';

const SWEEP = 'sweep: { factors: { model.heads: [2, 8], finetune.initFrom: [scratch] } }\n';
/** A hypothesis on the third line, its options from the fourth. */
const stated = (...options: readonly string[]): string =>
  [
    `${SWEEP}hypotheses:`,
    '  one:',
    '    hypothesis: It is so.',
    ...options.map((option) => `    ${option}`),
  ].join('\n');

describe('a hypothesis', () => {
  it('of levels, of variants, and of nothing testable is accepted, and says what it is judged by', async () => {
    const { experiment } = await load(
      `${SWEEP}hypotheses:
  levels: { hypothesis: A., expect: better, factor: model.heads, level: 8, reference: 2, tasks: [race], margin: 1 }
  variants: { hypothesis: B., expect: equivalent, level: reference, reference: initFrom=scratch, margin: 0.5, aggregate: mean }
  loss: { hypothesis: C., expect: near-best, factor: model.heads, level: 4, margin: 0.1, measure: loss }
  free: { hypothesis: D., expect: same-parameters, factor: model.heads }
  not: { hypothesis: E., expect: untested, reason: No data. }`,
    );
    const hypotheses = plannedHypotheses({ experiment, variants: variantsOf(experiment) });
    expect(hypotheses.map(({ expectation }) => expectation)).toEqual([
      'model.heads: 8 better than 2 by more than 1 point, on each task (race)',
      'reference equivalent to initFrom=scratch, margin ±0.5 points, on the mean over the tasks',
      'model.heads: 4 non-inferior to every other level, margin 0.1 nats, by the held-out loss of pre-training',
      'model.heads: the same number of parameters at every level',
      'not tested here: No data.',
    ]);
    expect(hypotheses.map(({ contrasts }) => contrasts.length)).toEqual([1, 1, 2, 0, 0]);
    expect(new Set(hypotheses.map(({ hash }) => hash)).size).toBe(5);
  });

  const WRONG: readonly (readonly [readonly string[], string])[] = [
    [
      ['expect: bettr', 'level: 2', 'reference: 8'],
      'a.yaml:6:13 hypotheses.one.expect is "bettr". Did you mean "better"? Expected one of better, non-inferior, equivalent, near-best, increasing, same-parameters, untested.',
    ],
    [
      ['expect: better', 'factr: model.heads', 'level: 8', 'reference: 2'],
      'a.yaml:7:5 There is no option "hypotheses.one.factr". Did you mean "factor"?',
    ],
    [
      ['expect: better', 'factor: model.head', 'level: 8', 'reference: 2'],
      'a.yaml:7:13 The sweep varies no "model.head". Did you mean "model.heads"?',
    ],
    [
      ['expect: better', 'factor: model.heads', 'level: 16', 'reference: 2'],
      'a.yaml:8:12 model.heads has no level 16. Its levels here are: 4, 2, 8.',
    ],
    [
      ['expect: better', 'factor: finetune.initFrom', 'level: pre-training', 'reference: scratch'],
      'a.yaml:8:12 finetune.initFrom has no level "pre-training". Did you mean "pretraining"?',
    ],
    [
      ['expect: better', 'level: head=8', 'reference: reference'],
      'a.yaml:7:12 There is no variant "head=8". Did you mean "heads=8"?',
    ],
    [
      ['expect: better', 'factor: model.heads', 'level: 8', 'reference: 8'],
      'a.yaml:9:16 8 is compared with itself. Name two different ones.',
    ],
    [
      ['expect: equivalent', 'level: heads=8', 'reference: reference'],
      'a.yaml:6:13 The hypothesis "one" expects "equivalent" and has no "margin". It needs level, reference, margin.',
    ],
    [
      ['expect: equivalent', 'level: heads=8', 'reference: reference', 'margin: 0'],
      'a.yaml:9:13 No test can show that two are exactly equal: the margin is 0. Expected a number above 0, in percentage points (of losses: nats per token).',
    ],
    [
      ['expect: same-parameters', 'factor: model.heads', 'level: 2'],
      'a.yaml:8:12 The expectation "same-parameters" does not use "level". It uses factor.',
    ],
    [
      ['expect: untested'],
      'a.yaml:6:13 The hypothesis "one" expects "untested" and has no "reason". It needs reason.',
    ],
    [
      ['expect: better', 'level: heads=8', 'reference: reference', 'tasks: [race, rase]'],
      `a.yaml:9:19 hypotheses.one.tasks contains "rase". Did you mean "race"? Expected one of ${TASK_NAMES.join(', ')}.`,
    ],
    [
      [
        'expect: better',
        'factor: finetune.initFrom',
        'level: pretraining',
        'reference: scratch',
        'measure: loss',
      ],
      'a.yaml:7:13 finetune.initFrom does not change the loss of pre-training. Remove measure, or this.',
    ],
    [
      ['expect: better', 'level: reference', 'reference: initFrom=scratch', 'measure: loss'],
      'a.yaml:9:14 The variant "initFrom=scratch" has no pre-training. Judge it by its scores.',
    ],
    [
      ['expect: better', 'level: heads=8', 'reference: reference', 'measure: extrapolation'],
      'a.yaml:9:14 No loss is measured beyond the trained context length. Give evaluate.contextFactors, e.g. [2, 4].',
    ],
    [
      ['expect: better', 'level: heads=8', 'reference: reference', 'measure: loss', 'aggregate: mean'],
      'a.yaml:10:16 The loss is of pre-training and does not use "aggregate". Remove measure, or this.',
    ],
  ];
  it.each(WRONG)('%j is refused at its place', async (options, message) => {
    expect((await problemsOf(stated(...options)))[0]).toBe(message);
  });

  it('of tasks that are not evaluated is refused, unless the command line left them out', async () => {
    const text = stated('expect: better', 'level: heads=8', 'reference: reference', 'tasks: [race]');
    expect(await problemsOf(`evaluate: { tasks: [mnli] }\n${text}`)).toEqual([
      'a.yaml:10:13 The experiment does not evaluate race. Its tasks are: mnli.',
    ]);
    const { experiment } = await load(text, ['evaluate.tasks=[mnli]']);
    expect(Object.keys(experiment.hypotheses)).toEqual(['one']);
  });

  it('of levels that no two variants differ in alone is refused', async () => {
    const sweep = 'sweep: { design: list, variants: { other: { model.heads: 8, model.norm: pre } } }\n';
    const text = `${sweep}hypotheses: { one: { hypothesis: A., expect: better, factor: model.heads, level: 8, reference: 4 } }`;
    expect((await problemsOf(text))[0]).toContain(
      'No two variants differ in model.heads alone, one at 8 and one at 4. Compare two variants by their names',
    );
  });

  it('has a name of small letters', async () => {
    expect(
      await problemsOf(`hypotheses: { Big one: { hypothesis: A., expect: untested, reason: B. } }`),
    ).toEqual([
      'a.yaml:2:15 A hypothesis cannot be called "Big one". Expected lower-case letters, digits and hyphens, e.g. heads-are-free.',
    ]);
  });

  it('is the file’s own: what it extends hands none down', async () => {
    const hypotheses = 'hypotheses: { one: { hypothesis: A., expect: untested, reason: B. } }\n';
    const folder = folderWith({
      'a.yaml': 'name: a\nextends: ./b.yaml\n',
      'b.yaml': `name: b\n${hypotheses}`,
    });
    expect((await loadExperiment(join(folder, 'a.yaml'), [])).experiment.hypotheses).toEqual({});
  });

  it('can be added on the command line', async () => {
    const { experiment } = await load(SWEEP, [
      'hypotheses.one={hypothesis: A., expect: untested, reason: B.}',
    ]);
    expect(experiment.hypotheses['one']?.hypothesis).toBe('A.');
  });
});
