/** Why a stage's key is not another's: what both depend on, input by input, compared by name. */
import type { Identity } from './keys.js';

/** All that a result depends on, its inputs' dependencies too: name → value. */
export type Lineage = ReadonlyMap<string, unknown>;

/** Undefined: one of the two does not depend on it. */
export interface Difference {
  /** Path of an option, or `seed`, `task`, `data`, `corpus`, `numerics version`, `version of <kind>`. */
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields that hold the key of an input; where one of these names holds options instead, they are that section's. */
const INPUTS = ['tokenize', 'pretrain', 'finetune'];

/** Fields that are not called like the option, or the thing, behind them. */
const NAMES: Readonly<Record<string, string>> = {
  inputFormat: 'finetune.inputFormat',
  trainExamples: 'finetune.maxTrainExamples',
  examples: 'evaluate.maxExamples',
  method: 'baseline',
  dataHash: 'data',
  corpusHash: 'corpus',
  numericsVersion: 'numerics version',
};

/** `identityOf`: of a key; null where it is not known, and the key then stands for it. */
export function lineageOf(identity: Identity, identityOf: (key: string) => Identity | null): Lineage {
  const lineage = new Map<string, unknown>();
  const gather = ({ kind, version, ...fields }: Identity): void => {
    lineage.set(`version of ${String(kind)}`, version);
    for (const [field, value] of Object.entries(fields)) {
      if (isAbsentInput(field, value)) continue;
      const input = isInput(field, value) ? identityOf(value) : null;
      if (input !== null) gather(input);
      else for (const [name, leaf] of leaves(NAMES[field] ?? field, value)) lineage.set(name, leaf);
    }
  };
  gather(identity);
  return lineage;
}

const isInput = (field: string, value: unknown): value is string =>
  INPUTS.includes(field) && typeof value === 'string';

/** No pre-training before a fine-tuning from scratch: `finetune.initFrom` says it. */
const isAbsentInput = (field: string, value: unknown): boolean => INPUTS.includes(field) && value === null;

function leaves(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]];
  return Object.entries(value).flatMap(([key, child]) => leaves(`${name}.${key}`, child));
}

/** What differs, in order of name; a whole stage that only one of the two has is told by the option that asks for it. */
export function differencesOf(before: Lineage, after: Lineage): readonly Difference[] {
  const alone = INPUTS.filter((kind) => before.has(`version of ${kind}`) !== after.has(`version of ${kind}`));
  const isOfOne = (name: string): boolean =>
    alone.some((kind) => name === `version of ${kind}` || name.startsWith(`${kind}.`));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => !isOfOne(name))
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

export interface Candidate {
  readonly key: string;
  readonly lineage: Lineage;
}

/** The candidate with the fewest differences; of equally near ones the one whose key comes first. Null: none. */
export function nearestOf<T extends Candidate>(
  candidates: readonly T[],
  wanted: Lineage,
): { readonly nearest: T; readonly differences: readonly Difference[] } | null {
  const compared = candidates.map((nearest) => ({
    nearest,
    differences: differencesOf(nearest.lineage, wanted),
  }));
  const [first] = compared.sort(
    (a, b) => a.differences.length - b.differences.length || (a.nearest.key < b.nearest.key ? -1 : 1),
  );
  return first ?? null;
}
