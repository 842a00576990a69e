/** Made-up results of stages, the same each time: what a report is drawn from in tests. */
import { createHash } from 'node:crypto';
import type { Plan } from '../../src/plan/plan.js';
import type { Stage, StageKind, StageSpec } from '../../src/stages/index.js';
import { taskMetrics, classShares } from '../../src/stages/metrics.js';
import type { Facts, Metric, Overlap, Prediction, StageResult } from '../../src/stages/result.js';
import { TASKS } from '../../src/tasks/index.js';
import { labelText, outputsOf, zeroShotOf } from '../../src/tasks/task.js';
import type { Output } from '../../src/tasks/task.js';
import { SCHEDULES } from '../../src/training/schedules.js';

type Spec<K extends StageKind> = Extract<StageSpec, { kind: K }>;

export interface MadeUp {
  /** Share of right predictions, or of a number's prediction that is its label; by default made up. */
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
}

/** Between −0.5 and 0.5, the same for the same words. */
export function noise(...words: readonly (string | number)[]): number {
  const hash = createHash('sha256').update(words.join('|')).digest();
  return hash.readUInt32BE(0) / 2 ** 32 - 0.5;
}

export function resultOf(stage: Stage, plan: Plan, options: MadeUp): StageResult {
  const { spec } = stage;
  switch (spec.kind) {
    case 'tokenize':
      return {
        metrics: [],
        predictions: [],
        facts: { documents: 12, trainTokens: 90_000, heldoutTokens: 10_000, vocabularySize: 1024 },
      };
    case 'imported':
      return { metrics: [], predictions: [], facts: { parameters: 90_000, vocabularySize: 1024 } };
    case 'pretrain':
      return pretrained(stage, spec, options.loss?.(originOf(stage, plan)));
    case 'extrapolate':
      return lengthened(stage, spec);
    case 'finetune':
      return finetuned(stage, spec);
    case 'overlap':
      return compared(spec, options);
    case 'baseline':
      return scored(spec, { ...options, variant: spec.method, seed: spec.seed });
    case 'zero-shot':
      return onTheWay(spec, scored(spec, { ...options, ...originOf(stage, plan) }));
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
        name: 'loss',
        split: 'heldout',
        step,
        value: heldout ?? loss + 0.1 + 0.1 * noise(key, 'h', step),
      });
  }
  const tokens = steps * pretrain.batchSize * model.contextLength;
  return {
    metrics,
    predictions: [],
    facts: { ...parametersOf(estimate), tokens, steps, heldoutBytesPerToken: 4 },
  };
}

/** The loss rises by a tenth with each further context. */
function lengthened({ key }: Stage, { model, factors }: Spec<'extrapolate'>): StageResult {
  const metrics = [1, ...factors].map((factor) => ({
    name: 'loss',
    split: 'heldout',
    step: factor * model.contextLength,
    value: 3 + 0.1 * (factor - 1) + 0.01 * noise(key, factor),
  }));
  return { metrics, predictions: [], facts: {} };
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
      tokens: 60 * examples,
      steps: total,
      examples: { train: examples },
      rejected: { train: 1 },
      unlabelled: { train: 0 },
      truncatedExamples: 3,
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
  spec: Spec<'evaluate'> | Spec<'zero-shot'> | Spec<'baseline'>,
  { variant, seed, accuracy }: MadeUp & { variant: string; seed: number },
): StageResult {
  const task = TASKS[spec.task];
  const count = spec.maxExamples ?? 100;
  const splits = task.splits.map(({ name }) => name);
  const predictions = splits.flatMap((split): Prediction[] => {
    const share =
      accuracy?.({ variant, task: spec.task, seed, split }) ??
      (LEVEL[variant] ?? 0.75) +
        0.06 * noise(variant, spec.task) +
        0.06 * noise(variant, spec.task, split, seed);
    return Array.from({ length: count }, (_, index) => ({
      split,
      id: `${split}-${index}`,
      ...predictedOf(task.output, { index, count, share }),
    }));
  });
  return {
    metrics: taskMetrics(predictions, splits, task.metrics),
    predictions,
    facts: {
      examples: Object.fromEntries(splits.map((split) => [split, count])),
      rejected: Object.fromEntries(splits.map((split) => [split, 0])),
      unlabelled: Object.fromEntries(splits.map((split) => [split, split === 'dev-matched' ? 2 : 0])),
      ...classShares(predictions, splits, task.output),
      ...(spec.kind === 'baseline' ? {} : { truncatedExamples: 2, sample: sampleOf(spec) }),
    },
  };
}

/** Scores that rise from step to step to those of the last weights. */
function onTheWay({ steps }: Spec<'zero-shot'>, last: StageResult): StageResult {
  const earlier = steps.flatMap((step, index) =>
    last.metrics.map((metric) => ({
      ...metric,
      step,
      value: (metric.value * (index + 1)) / (steps.length + 1),
    })),
  );
  return { ...last, metrics: [...last.metrics, ...earlier] };
}

/** Of classes the first ones are right; of a range each is its label, pulled to what another seed would say. */
function predictedOf(
  output: Output,
  { index, count, share }: { index: number; count: number; share: number },
): Pick<Prediction, 'label' | 'predicted' | 'scores'> {
  if (output.kind === 'range') {
    const spread = output.high - output.low;
    const label = output.low + (spread * (index % 21)) / 20;
    const other = output.low + spread * (noise('range', index, share) + 0.5);
    return { label, predicted: share * label + (1 - share) * other, scores: [] };
  }
  const classes = outputsOf(output);
  const label = index % classes;
  const predicted = index < Math.round(count * share) ? label : (label + 1) % classes;
  const scores = Array.from({ length: classes }, (_, c) => (c === predicted ? -0.1 : -2.5));
  return { label, predicted, scores };
}

function compared({ task, seed, ...spec }: Spec<'overlap'>, { overlap }: MadeUp): StageResult {
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
  cola: { sentence: 'They made him leave.' },
  'sts-b': { sentence1: 'A man rides a horse.', sentence2: 'Someone is riding.' },
  mrpc: { sentence1: 'Shares rose on Monday.', sentence2: 'On Monday, shares went up.' },
  rte: { premise: 'Ann keeps two red hens.', hypothesis: 'Ann has hens.' },
  qnli: { question: 'Where is the mill?', sentence: 'The mill is by the sea.' },
  snli: { premise: 'A dog runs on sand.', hypothesis: 'A dog sleeps.' },
  scitail: { premise: 'Ice melts at zero degrees.', hypothesis: 'Ice can melt.' },
  qqp: { question1: 'How far is the sea?', question2: 'What is the distance to the sea?' },
  mnli: { premise: 'Ann keeps two red hens.', hypothesis: 'Ann has no animals.' },
  race: {
    article: 'Tom went to the mill. He sold <5> sacks of flour there.',
    question: 'What did Tom sell?',
    A: 'Flour.',
    B: 'Bread.',
    C: 'Hens.',
    D: 'A mill.',
  },
  storycloze: {
    story: 'Mia lost her key. She looked under the mat. It was not there. Then she felt her pocket.',
    ending1: 'The key was in it.',
    ending2: 'She sold the mat.',
  },
};

function sampleOf(spec: Spec<'evaluate'> | Spec<'zero-shot'>): NonNullable<Facts['sample']> {
  const { task } = spec;
  const { output, splits, sequences, prompt } = TASKS[task];
  const fields = FIELDS[task] ?? {};
  const example = { id: `${task}-7`, fields, label: 0 };
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
  const plain = () => {
    const { context, continuations } = zeroShotOf(TASKS[task])!.ask(example);
    return continuations.map((text) => words(`${context} ${text}`.trim()));
  };
  const prompted = (format: string) => (format === 'prompt' ? [words(prompt!(example).text)] : delimited());
  return {
    split: splits[0]!.name,
    id: example.id,
    label: labelText(output, 0),
    fields,
    sequences: spec.kind === 'zero-shot' ? plain() : prompted(spec.inputFormat),
  };
}
