/** Starting weights of a fine-tuning: which come from pre-training and which are fresh. */
import type { NamedValues, WeightValues } from '../../engines/values.js';

export interface TransferRules {
  /** Whether fine-tuning takes the weight of this name from pre-training, where pre-training has it. */
  isTaken(name: string): boolean;
  /** Weights with one row for each token. */
  readonly rowsByToken: readonly string[];
  /** Rows of these that stay fresh: symbols that pre-training never read. */
  readonly freshRows: readonly number[];
}

/** `fresh` with the weights that are taken replaced by the pre-trained ones. */
export function transferWeights(
  pretrained: NamedValues,
  fresh: NamedValues,
  rules: TransferRules,
): NamedValues {
  return new Map(
    [...fresh].map(([name, start]) => {
      const source = pretrained.get(name);
      return [name, source && rules.isTaken(name) ? taken(source, start, name, rules) : start];
    }),
  );
}

function taken(source: WeightValues, fresh: WeightValues, name: string, rules: TransferRules): WeightValues {
  if (!fits(source, fresh, name, rules))
    throw new Error(
      `${name} has shape [${source.shape.join(', ')}] in pre-training and [${fresh.shape.join(', ')}] in fine-tuning.`,
    );
  if (!rules.rowsByToken.includes(name)) return { shape: source.shape, values: source.values.slice() };
  const values = fresh.values.slice();
  values.set(source.values);
  const width = source.shape[1]!;
  for (const row of rules.freshRows)
    values.set(fresh.values.subarray(row * width, (row + 1) * width), row * width);
  return { shape: fresh.shape, values };
}

/** Released models have no rows for symbols; those stay fresh anyway. */
function fits(source: WeightValues, fresh: WeightValues, name: string, rules: TransferRules): boolean {
  const { length } = source.values;
  const symbols = rules.freshRows.length * (fresh.shape[1] ?? 0);
  return (
    length === fresh.values.length ||
    (rules.rowsByToken.includes(name) && length === fresh.values.length - symbols)
  );
}
