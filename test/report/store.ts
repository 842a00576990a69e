/** A real store in a temporary folder, filled with an experiment whose stages say what they are told to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { experimentSchema } from '../../src/experiment/schema.js';
import { planExperiment } from '../../src/plan/build.js';
import { plannedHypotheses } from '../../src/plan/hypotheses.js';
import type { Plan } from '../../src/plan/plan.js';
import { stagesYielding } from '../../src/stages/index.js';
import type { Stage } from '../../src/stages/index.js';
import { hashResult } from '../../src/stages/result.js';
import type { StageResult } from '../../src/stages/result.js';
import { identityOf } from '../../src/plan/keys.js';
import { openStore } from '../../src/store/open.js';
import type { Environment, ExampleText, StageRecord, Store } from '../../src/store/store.js';
import { TASKS } from '../../src/tasks/index.js';
import type { TaskName } from '../../src/tasks/index.js';
import { experiment, INPUTS } from '../plan/examples.js';
import { noise, resultOf } from './made-up.js';
import type { MadeUp } from './made-up.js';

type ExperimentInput = Partial<z.input<typeof experimentSchema>>;

export interface Fixture {
  readonly store: Store;
  readonly plan: Plan;
  /** Name of the experiment. */
  readonly name: string;
  close(): Promise<void>;
}

export interface FixtureOptions extends MadeUp {
  readonly experiment?: ExperimentInput;
  /** What the command line set. */
  readonly overrides?: readonly string[];
  /** What became of a stage; by default all are done. A text is the error of a failed one. */
  readonly state?: (stage: Stage) => 'done' | 'missing' | { readonly error: string };
  /** Changes to the record of a stage. */
  readonly record?: (stage: Stage) => Partial<StageRecord>;
  readonly environment?: Environment | null;
  /** Examples of one text, side by side; by default they share none. Null: nobody recorded it. */
  readonly examplesPerText?: number | null;
  /** When the hypotheses were first saved; by default before all stages. Null: they never were. */
  readonly statedAt?: string | null;
}

/** One factor at a time on all tasks, three seeds: the shape of reproduce-table.yaml. */
export const EXPERIMENT: ExperimentInput = {
  name: 'example',
  description: 'What do heads and pre-training give?',
  sweep: { design: 'one-factor', factors: { 'model.heads': [2, 8], 'finetune.initFrom': ['scratch'] } },
  seeds: [1, 2, 3],
  pretrain: { steps: 40, warmupSteps: 4, evaluateEvery: 10 },
  finetune: { maxTrainExamples: 200 },
  evaluate: { maxExamples: 100 },
  report: { title: 'An example' },
};

export const ENVIRONMENT: Environment = {
  commit: '0123456789abcdef0123456789abcdef01234567',
  dirty: false,
  node: 'v20.20.0',
  platform: 'linux-x64',
  cpu: 'A processor of 2.0 GHz',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  packages: { reprise: '0.1.0', knex: '3.3.0' },
};

export async function fixtureStore(options: FixtureOptions = {}): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-report-'));
  const store = await openStore(folder);
  const plan = await addExperiment(store, options);
  return {
    store,
    plan,
    name: plan.experiment.name,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Adds another experiment to a store. */
export async function addExperiment(store: Store, options: FixtureOptions = {}): Promise<Plan> {
  const given = experiment({ ...EXPERIMENT, ...options.experiment });
  const plan = planExperiment(given, INPUTS, options.overrides);
  await store.savePlan(plan);
  const { statedAt = '2026-01-02T03:00:00.000Z' } = options;
  if (statedAt !== null) await store.saveHypotheses(plan.experiment.name, plannedHypotheses(plan), statedAt);
  for (const stage of plan.stages) {
    const state = options.state?.(stage) ?? 'done';
    if (state === 'missing') continue;
    const result = state === 'done' ? resultOf(stage, plan, options) : null;
    const error = state === 'done' ? null : state.error;
    await store.saveStage({ ...recordOf(stage, result, error), ...options.record?.(stage) }, result);
  }
  await saveTexts(store, plan, options);
  const environment = options.environment === undefined ? ENVIRONMENT : options.environment;
  if (environment !== null)
    await store.saveEnvironment(plan.experiment.name, environment, '2026-01-02T04:00:00.000Z');
  return plan;
}

async function saveTexts(store: Store, plan: Plan, { examplesPerText = 1 }: FixtureOptions): Promise<void> {
  if (examplesPerText === null) return;
  const scored = stagesYielding(plan.stages, 'scores').filter(({ spec }) => TASKS[spec.task].shared !== null);
  for (const { spec } of new Map(scored.map((stage) => [stage.spec.dataHash, stage])).values())
    await store.saveTexts(spec.dataHash, textsOf(spec.task, examplesPerText));
}

const textsOf = (task: TaskName, examplesPerText: number): readonly ExampleText[] =>
  TASKS[task].splits.flatMap(({ name: split }, at) =>
    Array.from({ length: 1000 }, (_, index) => ({
      split,
      id: `${split}-${index}`,
      text: 1000 * at + Math.floor(index / examplesPerText),
    })),
  );

const NUMERICS = INPUTS.numericsVersion;

function recordOf(stage: Stage, result: StageResult | null, error: string | null): StageRecord {
  const { key, spec, label, estimate } = stage;
  return {
    key,
    kind: spec.kind,
    label,
    spec,
    estimate,
    error,
    status: result === null ? 'failed' : 'done',
    startedAt: '2026-01-02T03:04:05.678Z',
    seconds: Math.round(100 * estimate.seconds * (1 + noise('seconds', key))) / 100,
    engine: 'native',
    threads: 1,
    commit: ENVIRONMENT.commit,
    machine: 'a-machine',
    facts: result?.facts ?? {},
    identity: identityOf(spec, NUMERICS),
    provenance: {
      diff: null,
      packageLockHash: 'c'.repeat(64),
      numericsVersion: NUMERICS,
      precision: 'float32',
      cpu: ENVIRONMENT.cpu,
      instructionSet: 'avx2',
      node: ENVIRONMENT.node,
      resultHash: result === null ? null : hashResult(result),
    },
  };
}
