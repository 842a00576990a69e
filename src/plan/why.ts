/** Why a stage's key is not another's: what both depend on, input by input, compared by name. */
import { declarationOf, STAGE_KINDS } from '../stages/index.js';
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

/** What every identity calls it; its kind says the names of its other fields. */
const NUMERICS = { numericsVersion: 'numerics version' };

const versionOf = (kind: unknown): string => `version of ${String(kind)}`;

/** `identityOf`: of a key; null where it is not known, and the key then stands for it. */
export function lineageOf(identity: Identity, identityOf: (key: string) => Identity | null): Lineage {
  const lineage = new Map<string, unknown>();
  const gather = (one: Identity): void => {
    lineage.set(versionOf(one['kind']), one['version']);
    for (const field of fieldsOf(one)) {
      // No pre-training before a fine-tuning from scratch: the option that says so is in the lineage.
      if (field.isInput && field.value === null) continue;
      const input = field.isInput ? identityOf(String(field.value)) : null;
      if (input !== null) gather(input);
      else for (const [name, leaf] of leaves(field.name, field.value)) lineage.set(name, leaf);
    }
  };
  gather(identity);
  return lineage;
}

/** The options in an identity, path → value: without its inputs, the data, the seed and the engine. */
export function optionsIn(identity: Identity): ReadonlyMap<string, unknown> {
  const { data = null } = declarationOf(String(identity['kind'])) ?? {};
  const own = fieldsOf(identity).filter(
    ({ field, isInput }) => !isInput && field !== data && field !== 'seed' && field !== 'numericsVersion',
  );
  return new Map(own.flatMap(({ name, value }) => leaves(name, value)));
}

interface Field {
  readonly field: string;
  /** What people call it. */
  readonly name: string;
  readonly value: unknown;
  /** It holds the key of another stage, or null. */
  readonly isInput: boolean;
}

/** What an identity has beside its kind and version. */
function fieldsOf(identity: Identity): readonly Field[] {
  const declaration = declarationOf(String(identity['kind']));
  const names: Readonly<Record<string, string>> = { ...NUMERICS, ...declaration?.names };
  const inputs: readonly string[] = declaration?.inputs ?? [];
  const fields = Object.entries(identity).filter(([field]) => field !== 'kind' && field !== 'version');
  return fields.map(([field, value]) => ({
    field,
    name: names[field] ?? field,
    value,
    isInput: inputs.includes(field),
  }));
}

function leaves(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]];
  return Object.entries(value).flatMap(([key, child]) => leaves(`${name}.${key}`, child));
}

/** What differs, in order of name; a whole stage that only one of the two has is told by the option that asks for it. */
export function differencesOf(before: Lineage, after: Lineage): readonly Difference[] {
  const alone = STAGE_KINDS.filter((kind) => before.has(versionOf(kind)) !== after.has(versionOf(kind)));
  const isOfOne = (name: string): boolean =>
    alone.some((kind) => name === versionOf(kind) || name.startsWith(`${kind}.`));
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
