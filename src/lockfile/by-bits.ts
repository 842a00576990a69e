/** One key promises one result: whatever differs in a single bit is named, the earliest cause first. */
import { withUpstream } from '../plan/upstream.js';
import type { Stage } from '../stages/index.js';
import type { Recorded } from '../results/recorded.js';
import { mean } from '../statistics/moments.js';
import type { LockFile } from './lockfile.js';
import type { Pair } from './match.js';
import { classDigits, hashPredictions, roundedEnd } from './scored.js';

/** What is not as in the lock file, a clause each; none: the same to the bit. */
export function bitDifferences(pair: Pair, lock: LockFile, recorded: Recorded): readonly string[] {
  const weights = new Map(lock.stages.map((stage) => [stage.key, stage.weights]));
  const ofRuns = pair.runs.flatMap((run) => [
    ...weightDifference(run.found.stage, weights, recorded),
    ...runDifferences(run),
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

function runDifferences({ locked, found }: Pair['runs'][number]): readonly string[] {
  const seed = `seed ${locked.seed}`;
  const differences: string[] = [];
  if (locked.value !== found.value)
    differences.push(`${seed} is ${shown(locked.value)} in the lock file and ${shown(found.value)} here`);
  const isSame = locked.predictions === hashPredictions(found.predictions);
  const classes = classDigits(found.predictions);
  if (classes !== locked.classes) differences.push(`${seed}: ${classDifference(locked.classes, classes)}`);
  else if (!isSame) differences.push(`${seed}: the predicted classes are the same and their scores are not`);
  return differences;
}

function classDifference(locked: string, found: string): string {
  if (locked.length !== found.length)
    return `the lock file has ${locked.length} predictions, and here are ${found.length}`;
  const unlike = [...locked].filter((digit, index) => digit !== found[index]).length;
  return `${unlike} of ${locked.length} predictions are other classes`;
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
    ...(isExtended || isSameInterval(locked.interval, found.cell.interval)
      ? []
      : ['the interval is another']),
  ];
}

/** Ends that rounding takes apart are still one: stored are six decimals. */
function isSameInterval(a: Pair['locked']['interval'], b: Pair['found']['cell']['interval']): boolean {
  if (a === null || b === null) return a === b;
  const near = (x: number, y: number): boolean => Math.abs(x - roundedEnd(y)) < 2e-6;
  return a.over === b.over && near(a.low, b.low) && near(a.high, b.high);
}

const shown = (value: number | null): string => (value === null ? 'not defined' : String(value));
