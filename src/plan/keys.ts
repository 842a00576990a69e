/** The key of a stage: what its result depends on, hashed. Nothing else enters. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import { dataOf, declared, inputsOf } from '../stages/index.js';
import type { StageSpec } from '../stages/index.js';
import { isKnown, unknown } from '../stages/inputs.js';

/** What a key stands for: JSON whose canonical text it is the sha256 of. Inputs are in it as their keys. */
export type Identity = Readonly<Record<string, unknown>>;

/** Everything that the result of a stage depends on. */
export function identityOf(spec: StageSpec, numericsVersion: string): Identity {
  const declaration = declared(spec);
  return { kind: spec.kind, version: declaration.version, ...declaration.identity(spec, numericsVersion) };
}

/**
 * 64 hex digits that two specs share exactly when their results are the same by construction; `unknown:` and digits that
 * only tell stages apart where the spec rests on data that is not here.
 */
export function stageKey(spec: StageSpec, numericsVersion: string): string {
  const digits = createHash('sha256')
    .update(canonicalJson(identityOf(spec, numericsVersion)))
    .digest('hex');
  const restsOn = [dataOf(spec) ?? '', ...inputsOf(spec)];
  return restsOn.every(isKnown) ? digits : unknown(digits);
}
