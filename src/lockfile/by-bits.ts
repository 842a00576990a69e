/** One key promises one result: whatever differs in a single bit is named, the earliest cause first. */
import { withUpstream } from '../plan/upstream.js';
import type { Stage } from '../stages/index.js';
import type { Recorded } from '../results/recorded.js';
import { mean } from '../statistics/moments.js';
import type { TaskName } from '../tasks/index.js';
import { roundedEnd } from './lockfile.js';
import type { LockFile } from './lockfile.js';
import type { Pair } from './match.js';
import { agreeing, hashPredictions, numbersOf, predictedOf } from './predicted.js';
import type { Predicted } from './predicted.js';

/** What is not as in the lock file, a clause each; none: the same to the bit. */
export function bitDifferences(pair: Pair, lock: LockFile, recorded: Recorded): readonly string[] {
  const weights = new Map(lock.stages.map((stage) => [stage.key, stage.weights]));
  const ofRuns = pair.runs.flatMap((run) => [
    ...weightDifference(run.found.stage, weights, recorded),
    ...runDifferences(run, pair.found.column.task),
  ]);
  return [...ofRuns, ...cellDifferences(pair)];
}

/** The first training behind an evaluation that came to other weights. */
function weightDifference(
  stage: Stage,
  weights: ReadonlyMap<string, string | null>,
  { plan, records }: Recorded,
): readonly string[] {
  const first = withUpstream(plan, [stage.key]).find(
    ({ key }) => (weights.get(key) ?? null) !== (records.get(key)?.facts.weightsHash ?? null),
  );
  return first === undefined ? [] : [`"${first.label}" has other weights`];
}

function runDifferences({ locked, found }: Pair['runs'][number], task: TaskName): readonly string[] {
  const seed = `seed ${locked.seed}`;
  const differences: string[] = [];
  if (locked.value !== found.value)
    differences.push(`${seed} is ${shown(locked.value)} in the lock file and ${shown(found.value)} here`);
  const isSame = locked.predictions === hashPredictions(found.predictions);
  const unlike = predictionDifference(locked.predicted, predictedOf(task, found.predictions));
  if (unlike !== null) differences.push(`${seed}: ${unlike}`);
  else if (!isSame) differences.push(`${seed}: the predictions are the same and their scores are not`);
  return differences;
}

/** Null: none. */
function predictionDifference(locked: Predicted, found: Predicted): string | null {
  const [there, here] = [numbersOf(locked).length, numbersOf(found).length];
  if (there !== here) return `the lock file has ${there} predictions, and there are ${here} here`;
  const unlike = there - agreeing(locked, found);
  return unlike === 0 ? null : `${unlike} of ${there} predictions differ`;
}

/** What a cell says of its runs. */
function cellDifferences({ locked, found, runs }: Pair): readonly string[] {
  const values = runs.flatMap(({ found: { value } }) => (value === null ? [] : [value]));
  const centre = values.length === 0 ? null : mean(values);
  const isExtended = found.runs.length > runs.length;
  return [
    ...(locked.n === values.length
      ? []
      : [`the lock file has n = ${locked.n}, and here it is ${values.length}`]),
    ...(locked.mean === centre
      ? []
      : [`the mean is ${shown(locked.mean)} in the lock file and ${shown(centre)} here`]),
    ...(isExtended || isSameInterval(locked.interval, found.cell.interval) ? [] : ['the interval differs']),
  ];
}

/** Ends that rounding takes apart are still one: stored are six decimals. */
function isSameInterval(a: Pair['locked']['interval'], b: Pair['found']['cell']['interval']): boolean {
  if (a === null || b === null) return a === b;
  const near = (x: number, y: number): boolean => Math.abs(x - roundedEnd(y)) < 2e-6;
  return a.over === b.over && near(a.low, b.low) && near(a.high, b.high);
}

const shown = (value: number | null): string => (value === null ? 'not defined' : String(value));
