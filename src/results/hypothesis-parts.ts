/** The parts of a hypothesis: each comparison that it makes on each column that it names, with its test. */
import type { Contrast } from '../experiment/contrasts.js';
import { contextsOf, type Member, type Pair } from '../experiment/factors.js';
import { levelText } from '../experiment/hypothesis-words.js';
import type { Hypothesis } from '../experiment/schema.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import { compare } from '../statistics/comparison.js';
import type { Columns, Run } from '../statistics/comparison.js';
import { detectableDifference } from '../statistics/effects.js';
import { testRegion } from '../statistics/region.js';
import type { Region } from '../statistics/region.js';
import { MEAN, meanOverTasks } from './ablations.js';
import type { Compared } from './compared.js';
import { intervalOf } from './scores.js';
import type { HypothesisPart } from '../report/model.js';
import { stageOfTrial, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface TestedPart {
  readonly part: HypothesisPart;
  /** What its p speaks for. */
  readonly leans: 'holds' | 'contrary';
}

/** What a hypothesis is judged on: columns whose weighted sum is compared, over rows of variants. */
interface Judged {
  readonly column: string;
  readonly unit: 'share' | 'nats';
  readonly isHigherBetter: boolean;
  readonly columns: Columns;
  /** Names of the variants of each row: several where they share their result. */
  readonly rows: readonly (readonly string[])[];
}

export function partsOf(
  planned: PlannedHypothesis,
  recorded: Recorded,
  compared: Compared,
): readonly TestedPart[] {
  if (planned.hypothesis.expect === 'same-parameters')
    return parameterParts(planned.hypothesis.factor ?? '', recorded).map((part) => ({ part, leans: 'holds' }));
  const judged = planned.hypothesis.measure === 'loss' ? [lossColumn(recorded)] : scoreColumns(planned, compared);
  return planned.contrasts.flatMap((contrast) => judged.map((one) => partOf(planned.hypothesis, contrast, one)));
}

function scoreColumns({ hypothesis, tasks }: PlannedHypothesis, compared: Compared): readonly Judged[] {
  const { variants } = compared;
  const indices = compared.columns.flatMap(({ task }, index) => (tasks.includes(task) ? [index] : []));
  const columns = indices.map((index) => compared.columns[index]);
  const runs = indices.map((index) => compared.runs[index]);
  const about = { unit: 'share' as const, rows: variants.map((name) => [name]) };
  if (hypothesis.aggregate === 'mean') {
    const overTasks = meanOverTasks({ variants, columns, runs });
    return [{ ...about, column: MEAN, isHigherBetter: true, columns: overTasks }];
  }
  return columns.map(({ label, direction }, index) => ({
    ...{ ...about, column: label, isHigherBetter: direction === '↑' },
    columns: [{ weight: 1, rows: runs[index] }],
  }));
}

/** The last held-out loss of each pre-training. Variants that share theirs are one row, or the noise would seem better known. */
function lossColumn(recorded: Recorded): Judged {
  const shared = new Map<string, string[]>();
  for (const { name } of recorded.plan.variants) {
    const stages = trialsOf(recorded, name).map((trial) =>
      stageOfTrial(recorded, trial, { kind: 'pretrain' }),
    );
    const keys = stages.map((stage) => stage?.key ?? '').join(' ');
    shared.set(keys, [...(shared.get(keys) ?? []), name]);
  }
  const rows = [...shared.values()];
  const runs = rows.map(([name]) => lossRuns(recorded, name));
  const about = { column: 'held-out loss', unit: 'nats' as const, isHigherBetter: false };
  return { ...about, rows, columns: [{ weight: 1, rows: runs }] };
}

function lossRuns(recorded: Recorded, variant: string): ReadonlyMap<number, Run> {
  const runs = trialsOf(recorded, variant).flatMap((trial): [number, Run][] => {
    const stage = stageOfTrial(recorded, trial, { kind: 'pretrain' });
    const losses = (recorded.metrics.get(stage?.key ?? '') ?? []).filter(
      ({ name, split }) => name === 'loss' && split === 'heldout',
    );
    const last = losses.reduce((latest, one) => (one.step > latest.step ? one : latest), losses[0]);
    return last === undefined ? [] : [[trial.seed, { value: last.value, examples: null }]];
  });
  return new Map(runs);
}

function partOf(hypothesis: Hypothesis, { level, reference, pairs }: Contrast, judged: Judged): TestedPart {
  const { column, unit, columns, rows } = judged;
  const weights = weightsOf(pairs, rows);
  const comparison = compare(columns, weights);
  const { n, mean: difference, interval, test } = comparison;
  const expected = regionOf(hypothesis, judged);
  const tested = testRegion(comparison, expected);
  const leans = tested === null || tested.inside <= tested.outside ? 'holds' : 'contrary';
  const part: HypothesisPart = {
    ...{ comparison: `${levelText(level)} against ${levelText(reference)}`, column, unit, expected, difference, n },
    interval: intervalOf(interval, test === 'seeds' ? 'seeds' : 'examples'),
    p: tested === null ? null : Math.min(tested.inside, tested.outside),
    ...{ adjustedP: null, state: 'open', detectable: detectableDifference(comparison) },
    absent: tested === null ? absenceOf(n, weights) : null,
  };
  return { part, leans };
}

function absenceOf(n: number, weights: readonly number[]): string {
  if (weights.every((weight) => weight === 0)) return 'they share this result';
  if (n === 0) return 'no seed has both yet';
  return n === 1 ? 'one seed says nothing of others' : 'nothing tells the noise';
}

/** Mean of the pairs' differences, as weights of rows. */
function weightsOf(pairs: readonly Pair[], rows: Judged['rows']): readonly number[] {
  const share = (name: string, row: readonly string[]): number => (row.includes(name) ? 1 / pairs.length : 0);
  return rows.map((row) => pairs.reduce((sum, { level, reference }) => sum + share(level, row) - share(reference, row), 0));
}

/** Where the difference should lie. Margins of scores are in points. */
function regionOf({ expect, margin = 0 }: Hypothesis, { unit, isHigherBetter }: Judged): Region {
  const size = unit === 'share' ? margin / 100 : margin;
  const least = expect === 'better' || expect === 'increasing' ? size : 0 - size;
  const most = expect === 'equivalent' ? size : null;
  if (isHigherBetter) return { low: least, high: most };
  return { low: most === null ? null : 0 - most, high: 0 - least };
}

/** Numbers of parameters as counted in trained weights: each level against the first, in each context of other factors. */
function parameterParts(factor: string, recorded: Recorded): readonly HypothesisPart[] {
  return contextsOf(factor, recorded.plan).flatMap(([first, ...others]) =>
    others.map((member) => parameterPart(first, member, recorded)),
  );
}

function parameterPart(first: Member, member: Member, recorded: Recorded): HypothesisPart {
  const [one, other] = [member, first].map(({ name }) => countsOf(recorded, name));
  const isKnown = one.length > 0 && other.length > 0;
  const isSame = [...one, ...other].every((count) => count === one[0]);
  return {
    comparison: `${levelText(member.level)} against ${levelText(first.level)}`,
    ...{ column: 'parameters', unit: 'parameters', expected: { low: 0, high: 0 } },
    difference: isKnown ? one[0] - other[0] : null,
    ...{ interval: null, n: Math.min(one.length, other.length), p: null, adjustedP: null, detectable: null },
    state: !isKnown ? 'open' : isSame ? 'holds' : 'contrary',
    absent: isKnown ? 'counted, not tested' : 'not trained yet',
  };
}

/** Of each seed's language model: its pre-training's, else its first fine-tuning's. */
function countsOf(recorded: Recorded, variant: string): readonly number[] {
  return trialsOf(recorded, variant).flatMap((trial) => {
    const stage =
      stageOfTrial(recorded, trial, { kind: 'pretrain' }) ??
      stageOfTrial(recorded, trial, { kind: 'finetune' });
    return recorded.records.get(stage?.key ?? '')?.facts.parameters ?? [];
  });
}
