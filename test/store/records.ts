/** A plan, and what is recorded of one of its stages. */
import { planExperiment } from '../../src/plan/build.js';
import { identityOf } from '../../src/plan/keys.js';
import type { Plan } from '../../src/plan/plan.js';
import type { StageResult } from '../../src/stages/result.js';
import type { Provenance, StageRecord } from '../../src/store/store.js';
import { experiment, INPUTS } from '../plan/examples.js';

export const plan = (seeds: number[] = [1, 2]): Plan =>
  planExperiment(
    experiment({ seeds, sweep: { design: 'grid', factors: { 'model.heads': [2, 4] } } }),
    INPUTS,
  );

export const PROVENANCE: Provenance = {
  diff: null,
  packageLockHash: 'a'.repeat(64),
  numericsVersion: 'native-1',
  precision: 'float32',
  cpu: 'a processor',
  instructionSet: 'avx2',
  node: 'v20.20.0',
  resultHash: 'b'.repeat(64),
};

export function recordOf(stage: Plan['stages'][number], changes: Partial<StageRecord> = {}): StageRecord {
  return {
    key: stage.key,
    kind: stage.spec.kind,
    label: stage.label,
    status: 'done',
    error: null,
    startedAt: '2026-01-02T03:04:05.678Z',
    seconds: 1.25,
    engine: 'cpu',
    threads: 2,
    commit: null,
    machine: 'a machine',
    facts: { tokens: 12, examples: { dev: 3 } },
    spec: stage.spec,
    estimate: stage.estimate,
    identity: identityOf(stage.spec, 'native-1'),
    provenance: PROVENANCE,
    ...changes,
  };
}

export const result: StageResult = {
  metrics: [
    { name: 'loss', split: 'train', step: 1, value: 0.1 + 0.2 },
    { name: 'loss', split: 'train', step: 2, value: 5e-324 },
    { name: 'accuracy', split: 'dev', step: 0, value: 0 },
  ],
  predictions: [
    { split: 'dev', id: 'b', label: 1, predicted: 0, scores: [-0.1, -1 / 3] },
    { split: 'dev', id: 'a', label: 0, predicted: 0, scores: [-1e-12, -27.5] },
  ],
  facts: {},
};
