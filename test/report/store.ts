/** A real store in a temporary folder, filled with an experiment whose stages say what they are told to. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { experimentSchema } from '../../src/experiment/schema.js';
import { planExperiment } from '../../src/plan/build.js';
import { plannedHypotheses } from '../../src/plan/hypotheses.js';
import type { Plan } from '../../src/plan/plan.js';
import type { Stage, StageKind, StageSpec } from '../../src/stages/index.js';
import { hashResult } from '../../src/stages/result.js';
import { identityOf } from '../../src/plan/keys.js';
import type { Facts, Metric, Overlap, Prediction, StageResult } from '../../src/stages/result.js';
import { taskMetrics, classShares } from '../../src/stages/metrics.js';
import { openStore } from '../../src/store/open.js';
import type { Environment, StageRecord, Store } from '../../src/store/store.js';
import { TASKS } from '../../src/tasks/index.js';
import { labelText, outputsOf } from '../../src/tasks/task.js';
import { SCHEDULES } from '../../src/training/schedules.js';
import { experiment, INPUTS } from '../plan/examples.js';

type ExperimentInput = Partial<z.input<typeof experimentSchema>>;
type Spec<K extends StageKind> = Extract<StageSpec, { kind: K }>;

export interface Fixture {
  readonly store: Store;
  readonly plan: Plan;
  /** Name of the experiment. */
  readonly name: string;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly experiment?: ExperimentInput;
  /** What the command line set. */
  readonly overrides?: readonly string[];
  /** What became of a stage; by default all are done. A text is the error of a failed one. */
  readonly state?: (stage: Stage) => 'done' | 'missing' | { readonly error: string };
  /** Changes to the record of a stage. */
  readonly record?: (stage: Stage) => Partial<StageRecord>;
  /** Share of right predictions; by default made up from variant, task and seed. */
  readonly accuracy?: (of: { variant: string; task: string; seed: number; split: string }) => number;
  /** Held-out losses of a pre-training; by default made up from its key. */
  readonly loss?: (of: { variant: string; seed: number }) => number;
  /** What an evaluated example shares with what was trained on; by default nothing. */
  readonly overlap?: (of: {
    task: string;
    split: string;
    index: number;
    seed: number | null;
  }) => Partial<Overlap>;
  readonly environment?: Environment | null;
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
  const environment = options.environment === undefined ? ENVIRONMENT : options.environment;
  if (environment !== null)
    await store.saveEnvironment(plan.experiment.name, environment, '2026-01-02T04:00:00.000Z');
  return plan;
}

const NUMERICS = INPUTS.numericsVersion;

function recordOf(stage: Stage, result: StageResult | null, error: string | null): StageRecord {
  const { key, spec, label, estimate } = stage;
  return {
    ...{ key, kind: spec.kind, label, spec, estimate, error },
    status: result === null ? 'failed' : 'done',
    startedAt: '2026-01-02T03:04:05.678Z',
    seconds: Math.round(100 * estimate.seconds * (1 + noise('seconds', key))) / 100,
    ...{ engine: 'native', threads: 1, commit: ENVIRONMENT.commit, machine: 'a-machine' },
    facts: result?.facts ?? {},
    identity: identityOf(spec, NUMERICS),
    provenance: {
      ...{ diff: null, packageLockHash: 'c'.repeat(64), numericsVersion: NUMERICS, precision: 'float32' },
      ...{ cpu: ENVIRONMENT.cpu, instructionSet: 'avx2', node: ENVIRONMENT.node },
      resultHash: result === null ? null : hashResult(result),
    },
  };
}

/** Between −0.5 and 0.5, the same for the same words. */
function noise(...words: readonly (string | number)[]): number {
  const hash = createHash('sha256').update(words.join('|')).digest();
  return hash.readUInt32BE(0) / 2 ** 32 - 0.5;
}

function resultOf(stage: Stage, plan: Plan, options: FixtureOptions): StageResult {
  const { spec } = stage;
  switch (spec.kind) {
    case 'tokenize':
      return {
        metrics: [],
        predictions: [],
        facts: { documents: 12, trainTokens: 90_000, heldoutTokens: 10_000, vocabularySize: 1024 },
      };
    case 'pretrain':
      return pretrained(stage, spec, options.loss?.(originOf(stage, plan)));
    case 'finetune':
      return finetuned(stage, spec);
    case 'overlap':
      return compared(spec, options);
    case 'baseline':
      return scored(spec, { ...options, variant: spec.method, seed: spec.seed });
    case 'evaluate':
      return scored(spec, { ...options, ...originOf(stage, plan) });
  }
}

/** The first variant and seed that need a stage. */
function originOf(stage: Stage, plan: Plan): { variant: string; seed: number } {
  const trial = plan.trials.find(({ stages }) => stages.includes(stage.key));
  return { variant: trial?.variant ?? '', seed: trial?.seed ?? 0 };
}

function pretrained(
  { key, estimate }: Stage,
  { pretrain, model }: Spec<'pretrain'>,
  heldout?: number,
): StageResult {
  const { steps, schedule, warmupSteps, optimizer, evaluateEvery } = pretrain;
  const metrics: Metric[] = [];
  for (let step = 1; step <= steps; step++) {
    const factor = SCHEDULES[schedule](step, { total: steps, warmup: warmupSteps });
    const loss = 3 + 4 / Math.sqrt(step) + 0.2 * noise(key, step);
    metrics.push({ name: 'loss', split: 'train', step, value: loss });
    metrics.push({ name: 'learning-rate', split: 'train', step, value: optimizer.learningRate * factor });
    if (step % evaluateEvery === 0)
      metrics.push({
        ...{ name: 'loss', split: 'heldout', step },
        value: heldout ?? loss + 0.1 + 0.1 * noise(key, 'h', step),
      });
  }
  const tokens = steps * pretrain.batchSize * model.contextLength;
  return { metrics, predictions: [], facts: { ...parametersOf(estimate), tokens, steps } };
}

function finetuned({ key, estimate }: Stage, { finetune }: Spec<'finetune'>): StageResult {
  const examples = finetune.maxTrainExamples ?? 1000;
  const total = finetune.epochs * Math.ceil(examples / finetune.batchSize);
  const { schedule, warmupFraction, optimizer } = finetune;
  const metrics = Array.from({ length: total }, (_, index): Metric[] => {
    const step = index + 1;
    const factor = SCHEDULES[schedule](step, { total, warmup: warmupFraction * total });
    return [
      { name: 'task-loss', split: 'train', step, value: 0.7 / Math.sqrt(step) + 0.1 * noise(key, step) },
      { name: 'learning-rate', split: 'train', step, value: optimizer.learningRate * factor },
    ];
  }).flat();
  return {
    metrics,
    predictions: [],
    facts: {
      ...parametersOf(estimate),
      ...{ tokens: 60 * examples, steps: total, examples: { train: examples } },
      ...{ rejected: { train: 1 }, unlabelled: { train: 0 }, truncatedExamples: 3 },
    },
  };
}

const parametersOf = ({ parameters }: Stage['estimate']): Facts =>
  parameters === null ? {} : { parameters };

/** Means of the made-up accuracies. */
const LEVEL: Readonly<Record<string, number>> = {
  majority: 0.4,
  'bag-of-words': 0.55,
  'initFrom=scratch': 0.6,
};

function scored(
  spec: Spec<'evaluate'> | Spec<'baseline'>,
  { variant, seed, accuracy }: FixtureOptions & { variant: string; seed: number },
): StageResult {
  const task = TASKS[spec.task];
  const count = spec.maxExamples ?? 100;
  const classes = outputsOf(task.output);
  const splits = task.splits.map(({ name }) => name);
  const predictions = splits.flatMap((split): Prediction[] => {
    const share =
      accuracy?.({ variant, task: spec.task, seed, split }) ??
      (LEVEL[variant] ?? 0.75) +
        0.06 * noise(variant, spec.task) +
        0.06 * noise(variant, spec.task, split, seed);
    const right = Math.round(count * share);
    return Array.from({ length: count }, (_, index) => {
      const label = index % classes;
      const predicted = index < right ? label : (label + 1) % classes;
      const scores = Array.from({ length: classes }, (_, c) => (c === predicted ? -0.1 : -2.5));
      return { split, id: `${split}-${index}`, label, predicted, scores };
    });
  });
  return {
    metrics: taskMetrics(predictions, splits, task.metrics),
    predictions,
    facts: {
      examples: Object.fromEntries(splits.map((split) => [split, count])),
      rejected: Object.fromEntries(splits.map((split) => [split, 0])),
      unlabelled: Object.fromEntries(splits.map((split) => [split, split === 'dev-matched' ? 2 : 0])),
      ...classShares(predictions, splits, task.output),
      ...(spec.kind === 'evaluate' ? { truncatedExamples: 2, sample: sampleOf(spec) } : {}),
    },
  };
}

function compared({ task, seed, ...spec }: Spec<'overlap'>, { overlap }: FixtureOptions): StageResult {
  const count = spec.maxExamples ?? 100;
  const overlaps = TASKS[task].splits.flatMap(({ name: split }) =>
    Array.from({ length: count }, (_, index): Overlap => {
      const nothing = { words: 12, corpus: 0, train: 0, copy: null };
      return { split, id: `${split}-${index}`, ...nothing, ...overlap?.({ task, split, index, seed }) };
    }),
  );
  const examples = { train: spec.maxTrainExamples ?? 1000 };
  return { metrics: [], predictions: [], overlaps, facts: { examples, repeated: 6, contradictory: 2 } };
}

/** The words of the example of a task, cut as a byte-pair tokenizer might. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sst-2': { sentence: 'a bright & warm little film' },
  qqp: { question1: 'How far is the sea?', question2: 'What is the distance to the sea?' },
  mnli: { premise: 'Ann keeps two red hens.', hypothesis: 'Ann has no animals.' },
  race: {
    article: 'Tom went to the mill. He sold <5> sacks of flour there.',
    question: 'What did Tom sell?',
    ...{ A: 'Flour.', B: 'Bread.', C: 'Hens.', D: 'A mill.' },
  },
  storycloze: {
    story: 'Mia lost her key. She looked under the mat. It was not there. Then she felt her pocket.',
    ...{ ending1: 'The key was in it.', ending2: 'She sold the mat.' },
  },
};

function sampleOf({ task, inputFormat }: Spec<'evaluate'>): NonNullable<Facts['sample']> {
  const { output, splits, sequences, prompt } = TASKS[task];
  const example = { id: `${task}-7`, fields: FIELDS[task], label: 0 };
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/\s+/)
      .map((word) => `${word}</w>`);
  const delimited = () =>
    sequences(example).map((parts) => [
      '<start>',
      ...parts.flatMap((part, index) => (index === 0 ? words(part) : ['<delimiter>', ...words(part)])),
      '<extract>',
    ]);
  return {
    ...{ split: splits[0]!.name, id: example.id, label: labelText(output, 0), fields: FIELDS[task] },
    sequences: inputFormat === 'prompt' ? [words(prompt!(example).text)] : delimited(),
  };
}
