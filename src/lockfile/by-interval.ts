/**
 * Where numerics differ, bits do too, and the question is whether more does. Expected and found are rows of one column
 * and compared as the report compares variants (statistics/comparison.ts), corrected for all cells by Holm.
 */
import { comparePair } from '../statistics/comparison.js';
import type { Comparison } from '../statistics/comparison.js';
import type { Column, Runs } from '../statistics/runs.js';
import { partsOf } from '../statistics/examples.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import { METRICS } from '../statistics/metrics.js';
import type { Outcome } from '../statistics/metrics.js';
import { mean } from '../statistics/moments.js';
import type { Pair } from './match.js';
import { agreeing, numbersOf, predictedOf } from './predicted.js';
import type { Judgement, Verdict } from './verdict.js';

/** A difference of less is none: five points. */
export const MARGIN = 0.05;

/** In the order given. */
export function judgedByInterval(pairs: readonly Pair[]): readonly Judgement[] {
  const comparisons = pairs.map((pair) => comparisonOf(pair, pairs));
  const adjusted = holmOfPresent(comparisons.map(({ test, p }) => (test === 'seeds' ? p : null)));
  return pairs.map((pair, index) => judged(pair, comparisons[index]!, adjusted[index] ?? null));
}

function judged(pair: Pair, { mean: difference, interval, n }: Comparison, p: number | null): Judgement {
  const contradiction = contradictionOf(pair);
  if (contradiction !== null) return { verdict: 'FAIL', by: null, reason: contradiction };
  const agreement = agreementOf(pair);
  const about = difference === null ? {} : { difference: { mean: difference, interval, p, ...agreement } };
  const say = (verdict: Verdict, reason: string | null): Judgement => ({
    verdict,
    by: 'interval',
    reason,
    ...about,
  });
  if (agreement.agreeing === agreement.examples) return { ...say('PASS', null), by: 'predictions' };
  if (p !== null && p < SIGNIFICANCE) return say('FAIL', 'it differs by more than noise');
  if (interval === null) return say('INCONCLUSIVE', 'the noise cannot be estimated');
  if (interval.low > -MARGIN && interval.high < MARGIN) return say('PASS', null);
  const seeds = n === 1 ? 'one seed is' : `${n} seeds are`;
  return say('INCONCLUSIVE', `${seeds} too few: the interval reaches beyond ${MARGIN * 100} points`);
}

/** Rows: each variant as expected and as found, all of which tell how much seeds vary; a non-neural baseline, its own two. */
function comparisonOf(pair: Pair, pairs: readonly Pair[]): Comparison {
  const isBeside = (other: Pair): boolean =>
    other.role === 'variant' && other.found.column.label === pair.found.column.label;
  const rows = pair.role === 'variant' ? pairs.filter(isBeside) : [pair];
  const column: Column = rows.flatMap((one) => [runsOf(one, expectedOutcomes), runsOf(one, foundOutcomes)]);
  const at = 2 * rows.indexOf(pair);
  return comparePair(column, at, at + 1);
}

type PairedRun = Pair['runs'][number];

const foundOutcomes = ({ found }: PairedRun): readonly Outcome[] => found.predictions;

/** The lock file's predictions, beside the labels of the same examples. */
const expectedOutcomes = ({ locked, found }: PairedRun): readonly Outcome[] =>
  numbersOf(locked.predicted).map((predicted, index) => ({
    label: found.predictions[index]?.label ?? NaN,
    predicted,
  }));

function runsOf({ runs, found }: Pair, outcomesOf: (run: PairedRun) => readonly Outcome[]): Runs {
  return new Map(
    runs.flatMap((run) => {
      const outcomes = outcomesOf(run);
      const { metric } = found.column;
      const value = METRICS[metric].of(outcomes);
      const about = { value: value ?? NaN, examples: partsOf(outcomes, metric, run.found.texts) };
      return value === null ? [] : [[run.locked.seed, about] as const];
    }),
  );
}

/** How many predictions are the same. */
function agreementOf({ runs, found: { column } }: Pair): { agreeing: number; examples: number } {
  const sum = (of: (run: PairedRun) => number): number => runs.reduce((all, run) => all + of(run), 0);
  return {
    agreeing: sum(({ locked, found }) =>
      agreeing(locked.predicted, predictedOf(column.task, found.predictions)),
    ),
    examples: sum(({ locked }) => locked.predicted.length),
  };
}

/** What the lock file says of itself that is not so; null: nothing. Bits would show it, intervals do not. */
function contradictionOf({ runs, locked, found }: Pair): string | null {
  const unlike = runs.find((run) => run.locked.predicted.length !== run.found.predictions.length);
  if (unlike !== undefined)
    return `the lock file has ${unlike.locked.predicted.length} predictions of seed ${unlike.locked.seed}, and there are ${unlike.found.predictions.length} here`;
  const wrong = runs.find(
    (run) => METRICS[found.column.metric].of(expectedOutcomes(run)) !== run.locked.value,
  );
  if (wrong !== undefined)
    return `the lock file contradicts itself: seed ${wrong.locked.seed} is not what its predictions give`;
  const values = runs.flatMap((run) => (run.locked.value === null ? [] : [run.locked.value]));
  const centre = values.length === 0 ? null : mean(values);
  return centre === locked.mean
    ? null
    : 'the lock file contradicts itself: its mean is not that of its seeds';
}
