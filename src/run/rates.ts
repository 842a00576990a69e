/** How fast an engine computes, from what it did: for estimates of time alone. */
import type { EngineName } from '../engines/index.js';
import { doesYield } from '../stages/index.js';
import type { StageRecord } from '../store/store.js';

export interface Asked {
  readonly engine: EngineName;
  readonly numericsVersion: string;
  /** FLOP/s of one worker at hidden size 64, where none was observed. */
  readonly assumed: number;
}

/** Below this many seconds, starting up is most of a training. */
const TELLING_SECONDS = 5;

/** Up to this hidden size products come closer to a processor's peak the wider they are, about in proportion. */
const WIDE = 256;
const NARROW = 64;

const reach = (hiddenSize: number): number => Math.min(hiddenSize, WIDE) / NARROW;

/**
 * FLOP/s of one worker with models of a hidden size: over the trainings, but for the shortest, of the nearest hidden size
 * that the engine has done; those with the same numerics where there are any.
 */
export function observedRates(
  records: readonly StageRecord[],
  { engine, numericsVersion, assumed }: Asked,
): (hiddenSize: number) => number {
  const telling = records
    .filter(({ status, kind }) => status === 'done' && doesYield(kind, 'losses'))
    .filter((record) => record.engine === engine && record.seconds >= TELLING_SECONDS);
  const alike = telling.filter(({ provenance }) => provenance?.numericsVersion === numericsVersion);
  const observed = alike.length > 0 ? alike : telling;
  const widths = [...new Set(observed.flatMap((record) => widthOf(record) ?? []))];
  return (hiddenSize) => {
    const away = (width: number): number => Math.abs(Math.log(width / hiddenSize));
    const [nearest] = widths.toSorted((a, b) => away(a) - away(b) || a - b);
    if (nearest === undefined) return assumed * reach(hiddenSize);
    const those = observed.filter((record) => widthOf(record) === nearest);
    return (rateOver(those) * reach(hiddenSize)) / reach(nearest);
  };
}

const widthOf = ({ spec }: StageRecord): number | null => ('model' in spec ? spec.model.hiddenSize : null);

function rateOver(records: readonly StageRecord[]): number {
  const sum = (of: (record: StageRecord) => number): number =>
    records.reduce((total, record) => total + of(record), 0);
  return sum(({ estimate }) => estimate.flops) / sum(({ seconds }) => seconds);
}
