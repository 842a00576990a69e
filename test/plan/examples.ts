/** Experiments and inputs to plan with. */
import { experimentSchema, type Experiment } from '../../src/experiment/schema.js';
import type { Plan } from '../../src/plan/plan.js';
import type { Stage, StageKind } from '../../src/stages/index.js';
import type { PlanInputs } from '../../src/stages/inputs.js';
import { TASK_NAMES } from '../../src/tasks/index.js';
import type { z } from 'zod';

export const INPUTS: PlanInputs = {
  numericsVersion: 'native-1',
  corpusHash: 'c'.repeat(64),
  corpusBytes: 4_000_000,
  weights: null,
  dataHashes: Object.fromEntries(TASK_NAMES.map((task) => [task, `hash of ${task}`])),
  taskSizes: Object.fromEntries(
    TASK_NAMES.map((task) => [task, { train: 1000, evaluate: 400, tokens: 60, prefix: 0 }]),
  ),
  rate: () => 1e10,
  isFused: true,
};

/** A resolved experiment; what is not given has its default. */
export function experiment(options: Partial<z.input<typeof experimentSchema>> = {}): Experiment {
  return experimentSchema.parse({ name: 'example', ...options });
}

export function keysOf(plan: Plan, kind?: StageKind): string[] {
  return stagesOf(plan, kind).map(({ key }) => key);
}

export function stagesOf(plan: Plan, kind?: StageKind): Stage[] {
  return plan.stages.filter(({ spec }) => kind === undefined || spec.kind === kind);
}

/** A stage that takes so many seconds after its inputs; what it does is made up. */
export const timedStage = (key: string, seconds: number, ...inputs: string[]): Stage => ({
  key,
  label: `stage ${key}`,
  inputs,
  spec: { kind: 'tokenize', tokenizer: { vocabularySize: 300 }, corpus: 'x', corpusHash: 'y' },
  estimate: {
    parameters: null,
    flops: 0,
    seconds,
    bytes: 0,
    memory: { program: 0, weights: 0, activations: 0, data: 0 },
  },
});
