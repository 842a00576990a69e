/**
 * Where numerics differ, bits do too, and the question is whether more does. Expected and found are rows of one column
 * and compared as the report compares variants (statistics/comparison.ts), corrected for all cells by Holm.
 */
import { comparePair } from '../statistics/comparison.js';
import type { Column, Comparison, Runs } from '../statistics/comparison.js';
import { pseudoValues } from '../statistics/examples.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import { METRICS } from '../statistics/metrics.js';
import type { Outcome } from '../statistics/metrics.js';
import { mean } from '../statistics/moments.js';
import type { Pair } from './match.js';
import { classDigits } from './scored.js';
import type { Judgement, Verdict } from './verdict.js';

/** A difference of less is none: five points. */
export const MARGIN = 0.05;

/** In the order given. */
export function judgedByInterval(pairs: readonly Pair[]): readonly Judgement[] {
  const comparisons = pairs.map((pair) => comparisonOf(pair, pairs));
  const adjusted = holmOfPresent(comparisons.map(({ test, p }) => (test === 'seeds' ? p : null)));
  return pairs.map((pair, index) => judged(pair, comparisons[index], adjusted[index]));
}

function judged(pair: Pair, { mean: difference, interval, n }: Comparison, p: number | null): Judgement {
  const contradiction = contradictionOf(pair);
  if (contradiction !== null) return { verdict: 'FAIL', by: null, reason: contradiction };
  const agreement = agreementOf(pair);
  const about = difference === null ? {} : { difference: { mean: difference, interval, p, ...agreement } };
  const say = (verdict: Verdict, reason: string | null): Judgement => ({
    ...{ verdict, by: 'interval', reason },
    ...about,
  });
  if (agreement.agreeing === agreement.examples) return { ...say('PASS', null), by: 'classes' };
  if (p !== null && p < SIGNIFICANCE) return say('FAIL', 'it differs by more than noise');
  if (interval === null) return say('INCONCLUSIVE', 'nothing tells the noise');
  if (interval.low > -MARGIN && interval.high < MARGIN) return say('PASS', null);
  const who = n === 1 ? 'one seed does' : `${n} seeds do`;
  return say('INCONCLUSIVE', `${who} not tell: the interval reaches beyond ${MARGIN * 100} points`);
}

/** Rows: each variant as expected and as found, all of which tell how much seeds vary; a baseline, its own two. */
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

/** The lock file's classes, beside the labels of the same examples. */
const expectedOutcomes = ({ locked, found }: PairedRun): readonly Outcome[] =>
  [...locked.classes].map((digit, index) => ({
    label: found.predictions[index]?.label ?? NaN,
    predicted: Number.parseInt(digit, 36),
  }));

function runsOf({ runs, found }: Pair, outcomesOf: (run: PairedRun) => readonly Outcome[]): Runs {
  return new Map(
    runs.flatMap((run) => {
      const outcomes = outcomesOf(run);
      const value = METRICS[found.metric].of(outcomes);
      const about = { value: value ?? NaN, examples: pseudoValues(outcomes, found.metric) };
      return value === null ? [] : [[run.locked.seed, about] as const];
    }),
  );
}

/** How many examples are predicted to be of the same class. */
function agreementOf({ runs }: Pair): { agreeing: number; examples: number } {
  const same = runs.map(({ locked, found }) => {
    const classes = classDigits(found.predictions);
    return [...locked.classes].filter((digit, index) => digit === classes[index]).length;
  });
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  return { agreeing: sum(same), examples: sum(runs.map(({ locked }) => locked.classes.length)) };
}

/** What the lock file says of itself that is not so; null: nothing. Bits would show it, intervals do not. */
function contradictionOf({ runs, locked, found }: Pair): string | null {
  const unlike = runs.find((run) => run.locked.classes.length !== run.found.predictions.length);
  if (unlike !== undefined)
    return `the lock file has ${unlike.locked.classes.length} predictions of seed ${unlike.locked.seed}, and here are ${unlike.found.predictions.length}`;
  const wrong = runs.find((run) => METRICS[found.metric].of(expectedOutcomes(run)) !== run.locked.value);
  if (wrong !== undefined)
    return `the lock file contradicts itself: seed ${wrong.locked.seed} is not what its classes give`;
  const values = runs.flatMap((run) => (run.locked.value === null ? [] : [run.locked.value]));
  const centre = values.length === 0 ? null : mean(values);
  return centre === locked.mean
    ? null
    : 'the lock file contradicts itself: its mean is not that of its seeds';
}
