/** The parts of a hypothesis: each comparison that it makes on each column that it names, with its test. */
import type { Contrast } from '../experiment/contrasts.js';
import { contextsOf } from '../experiment/factors.js';
import type { Member } from '../experiment/factors.js';
import type { Hypothesis, Level } from '../experiment/schema.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import { compare } from '../statistics/comparison.js';
import { detectableDifference } from '../statistics/effects.js';
import { testRegion } from '../statistics/region.js';
import type { Region } from '../statistics/region.js';
import type { Compared } from './compared.js';
import { weightsOf } from './contrasts.js';
import { measuresOf, parameterCounts } from './hypothesis-measures.js';
import type { Measure } from './hypothesis-measures.js';
import { intervalOf } from './intervals.js';
import type { Interval } from './intervals.js';
import type { Recorded } from './recorded.js';

/** One comparison on one column. Differences and bounds are shares of 1, nats per token, or numbers of parameters. */
export interface HypothesisPart {
  /** Levels compared. */
  readonly level: Level;
  readonly reference: Level;
  /** E.g. "SST-2", "mean"; "loss" and "parameters" where no score is compared. */
  readonly column: string;
  readonly unit: 'share' | 'nats' | 'parameters';
  /** Where the difference should lie; null: no bound on that side. Of parameters: exactly 0. */
  readonly expected: { readonly low: number | null; readonly high: number | null };
  /** Null: nothing has both. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** Seeds compared. */
  readonly n: number;
  /** For or against the part, whichever the difference speaks for; null where there is no test. */
  readonly p: number | null;
  /** After Holm's correction for all parts of all hypotheses. */
  readonly adjustedP: number | null;
  /** What would have been told from 0 with a chance of 80 %, before correction. */
  readonly minimumDetectableEffect: number | null;
  /** `contrary`: the difference is shown to lie beyond the bounds. */
  readonly state: 'holds' | 'contrary' | 'open';
  /** Null where there is a test. */
  readonly absent: NoTest | null;
}

/** Why there is no test: both have one result in common; no seed has both; a single one has; nothing tells the noise. */
export type NoTest = 'shared' | 'no-common-seed' | 'one-seed' | 'no-noise' | 'counted' | 'untrained';

export interface TestedPart {
  readonly part: HypothesisPart;
  /** What its p speaks for. */
  readonly leans: 'holds' | 'contrary';
}

export function partsOf(
  planned: PlannedHypothesis,
  recorded: Recorded,
  compared: Compared,
): readonly TestedPart[] {
  const { hypothesis, contrasts } = planned;
  if (hypothesis.expect === 'same-parameters')
    return parameterParts(hypothesis.factor ?? '', recorded).map((part) => ({ part, leans: 'holds' }));
  const measures = measuresOf(planned, recorded, compared);
  return contrasts.flatMap((contrast) => measures.map((one) => partOf(hypothesis, contrast, one)));
}

function partOf(hypothesis: Hypothesis, { level, reference, pairs }: Contrast, measure: Measure): TestedPart {
  const { column, unit, columns, rows } = measure;
  const weights = weightsOf(pairs, rows);
  const comparison = compare(columns, weights);
  const { n, mean: difference, interval, test } = comparison;
  const expected = regionOf(hypothesis, measure);
  const tested = testRegion(comparison, expected);
  const part: HypothesisPart = {
    level,
    reference,
    column,
    unit,
    expected,
    difference,
    interval: intervalOf(interval, test === 'seeds' ? 'seeds' : 'examples'),
    n,
    p: tested === null ? null : Math.min(tested.inside, tested.outside),
    adjustedP: null,
    minimumDetectableEffect: detectableDifference(comparison),
    state: 'open',
    absent: tested === null ? noTestOf(n, weights) : null,
  };
  return { part, leans: tested === null || tested.inside <= tested.outside ? 'holds' : 'contrary' };
}

function noTestOf(n: number, weights: readonly number[]): NoTest {
  if (weights.every((weight) => weight === 0)) return 'shared';
  if (n === 0) return 'no-common-seed';
  return n === 1 ? 'one-seed' : 'no-noise';
}

/** Where the difference should lie. */
function regionOf(hypothesis: Hypothesis, { unit, isHigherBetter }: Measure): Region {
  const { expect } = hypothesis;
  const size = marginOf(hypothesis, unit);
  const least = expect === 'better' || expect === 'increasing' ? size : 0 - size;
  const most = expect === 'equivalent' ? size : null;
  if (isHigherBetter) return { low: least, high: most };
  return { low: most === null ? null : 0 - most, high: 0 - least };
}

/** Margins of scores are written in points. */
export const marginOf = ({ margin = 0 }: Hypothesis, unit: Measure['unit']): number =>
  unit === 'share' ? margin / 100 : margin;

/** Numbers of parameters as counted in trained weights: each level against the first, in each context of other factors. */
function parameterParts(factor: string, recorded: Recorded): readonly HypothesisPart[] {
  return contextsOf(factor, recorded.plan).flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((member) => parameterPart(first, member, recorded)),
  );
}

function parameterPart(first: Member, member: Member, recorded: Recorded): HypothesisPart {
  const own = parameterCounts(recorded, member.name);
  const other = parameterCounts(recorded, first.name);
  const [count, counted] = [own[0], other[0]];
  const isKnown = count !== undefined && counted !== undefined;
  const isSame = [...own, ...other].every((one) => one === count);
  return {
    level: member.level,
    reference: first.level,
    column: 'parameters',
    unit: 'parameters',
    expected: { low: 0, high: 0 },
    difference: isKnown ? count - counted : null,
    interval: null,
    n: Math.min(own.length, other.length),
    p: null,
    adjustedP: null,
    minimumDetectableEffect: null,
    state: !isKnown ? 'open' : isSame ? 'holds' : 'contrary',
    absent: isKnown ? 'counted' : 'untrained',
  };
}
