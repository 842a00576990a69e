/** The key of a stage: what its result depends on, hashed. Nothing else enters. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import { declared } from '../stages/index.js';
import type { StageSpec } from '../stages/index.js';

/** What a key stands for: JSON whose canonical text it is the sha256 of. Inputs are in it as their keys. */
export type Identity = Readonly<Record<string, unknown>>;

/** Everything that the result of a stage depends on. */
export function identityOf(spec: StageSpec, numericsVersion: string): Identity {
  const declaration = declared(spec);
  return { kind: spec.kind, version: declaration.version, ...declaration.identity(spec, numericsVersion) };
}

/** 64 hex digits that two specs share exactly when their results are the same by construction. */
export function stageKey(spec: StageSpec, numericsVersion: string): string {
  return createHash('sha256')
    .update(canonicalJson(identityOf(spec, numericsVersion)))
    .digest('hex');
}
