/** What pre-trainings came to: the held-out loss at their last step, in nats per token and in bits per byte. */
import { sharing } from './curves.js';
import type { Recorded } from './recorded.js';
import { spreadOf } from './spread.js';
import type { Spread } from './spread.js';

export interface HeldoutLoss {
  /** Variants that share their pre-trainings. */
  readonly variants: readonly string[];
  /** Nats per token. */
  readonly loss: Spread;
  /**
   * Loss / (ln 2 · bytes of text per token): the same text costs as many bits however a vocabulary cuts it. Null where a
   * pre-training did not record how many bytes it was.
   */
  readonly bitsPerByte: Spread | null;
}

/** Of the variants that pre-train and are done. */
export const heldoutLosses = (recorded: Recorded): readonly HeldoutLoss[] =>
  sharing(recorded, 'heldout-loss').flatMap(({ keys, variants }) => {
    const last = keys.flatMap((key) => lastLoss(recorded, key) ?? []);
    if (last.length === 0) return [];
    const bits = last.flatMap(({ bitsPerByte }) => bitsPerByte ?? []);
    return [
      {
        variants,
        loss: spreadOf(last.map(({ loss }) => loss)),
        bitsPerByte: bits.length === last.length ? spreadOf(bits) : null,
      },
    ];
  });

function lastLoss(
  { metrics, records }: Recorded,
  key: string,
): { readonly loss: number; readonly bitsPerByte: number | null } | null {
  const last = (metrics.get(key) ?? [])
    .filter(({ name, split }) => name === 'loss' && split === 'heldout')
    .reduce<{ step: number; value: number } | null>(
      (latest, one) => (latest === null || one.step > latest.step ? one : latest),
      null,
    );
  if (last === null) return null;
  const bytes = records.get(key)?.facts.heldoutBytesPerToken;
  return { loss: last.value, bitsPerByte: bytes === undefined ? null : (last.value * Math.LOG2E) / bytes };
}
