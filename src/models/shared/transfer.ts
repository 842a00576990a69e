/** Starting weights of a fine-tuning: which come from pre-training and which are fresh. */
import { blockPrefix } from '../gpt/weights.js';
import type { NamedValues, WeightValues } from '../gpt/weights.js';

export interface Transfer {
  /** Blocks taken from pre-training, from the bottom; null: all, and the final norm with them. */
  readonly layers: number | null;
  /** Rows of the token table (and of an output matrix of its own) that stay fresh: symbols that pre-training never read. */
  readonly freshRows: readonly number[];
}

/** `fresh` with the embeddings, an own output matrix and the first blocks replaced by the pre-trained ones. */
export function transferWeights(
  pretrained: NamedValues,
  fresh: NamedValues,
  transfer: Transfer,
): NamedValues {
  return new Map(
    [...fresh].map(([name, start]) => {
      const source = pretrained.get(name);
      return [name, source && isTransferred(name, transfer) ? taken(source, start, name, transfer) : start];
    }),
  );
}

const ROWS_BY_TOKEN = ['tokens', 'output'];

function isTransferred(name: string, { layers }: Transfer): boolean {
  if (layers === null || name === 'positions' || ROWS_BY_TOKEN.includes(name)) return true;
  return Array.from({ length: layers }, (_, index) => blockPrefix(index)).some((prefix) =>
    name.startsWith(prefix),
  );
}

function taken(source: WeightValues, fresh: WeightValues, name: string, transfer: Transfer): WeightValues {
  if (source.values.length !== fresh.values.length)
    throw new Error(
      `${name} has shape [${source.shape}] in pre-training and [${fresh.shape}] in fine-tuning.`,
    );
  const values = source.values.slice();
  if (!ROWS_BY_TOKEN.includes(name)) return { shape: source.shape, values };
  const width = source.shape[1];
  for (const row of transfer.freshRows)
    values.set(fresh.values.subarray(row * width, (row + 1) * width), row * width);
  return { shape: source.shape, values };
}
