/** The key of a stage: what its result depends on, hashed. Nothing else enters. */
import { createHash } from 'node:crypto';
import { effectiveFinetune, effectivePretrain, effectivePretrainModel } from '../experiment/effective.js';
import type { StageKind, StageSpec } from './plan.js';

/** Raise one when its stage computes something else than before; its stored results are then computed anew. */
export const STAGE_VERSIONS: Readonly<Record<StageKind, number>> = {
  tokenize: 1,
  pretrain: 1,
  finetune: 2,
  evaluate: 1,
  overlap: 1,
  baseline: 1,
};

type Identities = {
  [K in StageKind]: (spec: Extract<StageSpec, { kind: K }>, numericsVersion: string) => object;
};

/** Names of data sets are left out: their bytes are in the hashes. Tokens, overlaps and baselines are the same on every engine. */
const IDENTITIES: Identities = {
  tokenize: ({ tokenizer, corpusHash }) => ({ tokenizer, corpusHash }),
  pretrain: ({ tokenize, model, pretrain, seed }, numericsVersion) => ({
    tokenize,
    model: effectivePretrainModel(model),
    pretrain: effectivePretrain(pretrain),
    seed,
    numericsVersion,
  }),
  finetune: ({ tokenize, pretrain, model, finetune, task, dataHash, seed }, numericsVersion) => ({
    tokenize,
    pretrain,
    model,
    finetune: effectiveFinetune(finetune, model),
    task,
    dataHash,
    seed,
    numericsVersion,
  }),
  evaluate: ({ tokenize, finetune, model, inputFormat, task, dataHash, examples }, numericsVersion) => ({
    tokenize,
    finetune,
    model,
    inputFormat,
    task,
    dataHash,
    examples,
    numericsVersion,
  }),
  overlap: ({ tokenize, task, dataHash, trainExamples, seed, examples }) => ({
    tokenize,
    task,
    dataHash,
    trainExamples,
    seed,
    examples,
  }),
  baseline: ({ method, task, dataHash, trainExamples, examples, seed }) => ({
    method,
    task,
    dataHash,
    trainExamples,
    examples,
    seed,
  }),
};

/** What a key stands for: JSON whose canonical text it is the sha256 of. Inputs are in it as their keys. */
export type Identity = Readonly<Record<string, unknown>>;

/** Everything that the result of a stage depends on. */
export function identityOf(spec: StageSpec, numericsVersion: string): Identity {
  const identity = IDENTITIES[spec.kind] as (spec: StageSpec, numericsVersion: string) => object;
  return { kind: spec.kind, version: STAGE_VERSIONS[spec.kind], ...identity(spec, numericsVersion) };
}

/** 64 hex digits that two specs share exactly when their results are the same by construction. */
export function stageKey(spec: StageSpec, numericsVersion: string): string {
  return createHash('sha256')
    .update(canonicalJson(identityOf(spec, numericsVersion)))
    .digest('hex');
}

/** JSON with the keys of every object in code-unit order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join(',')}}`;
}
