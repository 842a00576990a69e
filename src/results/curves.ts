/** Curves over training: the learning rate as declared and as recorded, and the loss. */
import { SCHEDULES_BY_NAME } from '../training/schedules.js';
import type { SchedulePlan } from '../training/schedules.js';
import type { Variant } from '../plan/plan.js';
import { mean } from '../statistics/moments.js';
import type { ScheduleName } from '../experiment/schema.js';
import type { TaskName } from '../tasks/index.js';
import { finetuneSchedule, isDone, stageOfTrial, stagesOf, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface LearningRateCurve {
  readonly phase: 'pretrain' | 'finetune';
  readonly schedule: ScheduleName;
  /** Of the fine-tuning that is shown; null: of no task. */
  readonly task: TaskName | null;
  /** Variants that use it. */
  readonly variants: readonly string[];
  /** Steps in all. */
  readonly total: number;
  /** From the schedule's formula: at most some 400 points, first and last included. */
  readonly declared: readonly RatePoint[];
  /** What a training recorded; empty before one is done. */
  readonly recorded: readonly RatePoint[];
}

export interface RatePoint {
  readonly step: number;
  readonly rate: number;
}

export interface LossCurve {
  /** Variants that share their pre-trainings. */
  readonly variants: readonly string[];
  readonly split: 'train' | 'heldout';
  /** By step; nats per token. Low and high: the lowest and highest seed. */
  readonly points: readonly LossPoint[];
}

export interface LossPoint {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Seeds. */
  readonly n: number;
}

/** One curve for each distinct schedule, pre-training first. */
export function learningRateCurves(recorded: Recorded): readonly LearningRateCurve[] {
  return [...pretrainRates(recorded), ...finetuneRates(recorded)];
}

function pretrainRates(recorded: Recorded): LearningRateCurve[] {
  const trained = recorded.plan.variants.filter(({ experiment }) => experiment.finetune.initFrom !== 'scratch');
  const groups = grouped(trained, ({ experiment: { pretrain } }) =>
    JSON.stringify([pretrain.schedule, pretrain.warmupSteps, pretrain.steps, pretrain.optimizer.learningRate]),
  );
  return groups.map((variants) => {
    const { schedule, warmupSteps, steps, optimizer } = variants[0]!.experiment.pretrain;
    const keys = variants.flatMap((variant) => pretrainKeys(recorded, variant));
    return {
      phase: 'pretrain',
      schedule,
      task: null,
      total: steps,
      variants: variants.map(({ name }) => name),
      declared: declaredRates(schedule, { total: steps, warmup: warmupSteps }, optimizer.learningRate),
      recorded: recordedRates(recorded, keys.find((key) => recorded.metrics.has(key)) ?? null),
    };
  });
}

/** Curves whose length is known: a fine-tuning's is once one is done. */
function finetuneRates(recorded: Recorded): LearningRateCurve[] {
  const groups = grouped(recorded.plan.variants, ({ experiment }) => finetuneSchedule(experiment.finetune));
  return groups.flatMap((variants) => {
    const { finetune } = variants[0]!.experiment;
    const stage = stagesOf(recorded, 'finetune').find(
      ({ key, spec }) =>
        recorded.metrics.has(key) && finetuneSchedule(spec.finetune) === finetuneSchedule(finetune),
    );
    const total = stage === undefined ? undefined : recorded.records.get(stage.key)?.facts.updates;
    if (stage === undefined || total === undefined) return [];
    const { schedule, warmupFraction, optimizer } = finetune;
    return [
      {
        phase: 'finetune' as const,
        schedule,
        task: stage.spec.task,
        total,
        variants: variants.map(({ name }) => name),
        declared: declaredRates(schedule, { total, warmup: warmupFraction * total }, optimizer.learningRate),
        recorded: recordedRates(recorded, stage.key),
      },
    ];
  });
}

/** Points of a declared curve, at most; the first, the last and the peak come on top. */
const POINTS = 400;

function declaredRates(
  schedule: LearningRateCurve['schedule'],
  plan: SchedulePlan,
  peak: number,
): readonly RatePoint[] {
  const { total, warmup } = plan;
  const stride = Math.ceil(total / POINTS);
  const regular = Array.from({ length: Math.floor(total / stride) }, (_, index) => (index + 1) * stride);
  const corners = [1, Math.floor(warmup), Math.floor(warmup) + 1, total];
  const steps = [...new Set([...regular, ...corners])].filter((step) => step >= 1 && step <= total);
  return steps
    .sort((a, b) => a - b)
    .map((step) => ({ step, rate: peak * SCHEDULES_BY_NAME[schedule](step, plan) }));
}

function recordedRates({ metrics }: Recorded, key: string | null): readonly RatePoint[] {
  const all = key === null ? [] : (metrics.get(key) ?? []);
  return all
    .filter(({ name }) => name === 'learning-rate')
    .map(({ step, value }) => ({ step, rate: value }))
    .sort((a, b) => a.step - b.step);
}

/** Pre-training losses, training then held-out, of the variants that pre-train. */
export function lossCurves(recorded: Recorded): readonly LossCurve[] {
  const trained = recorded.plan.variants.filter((variant) => pretrainKeys(recorded, variant).length > 0);
  const groups = grouped(trained, (variant) => pretrainKeys(recorded, variant).join(' '));
  return groups.flatMap((variants) =>
    (['train', 'heldout'] as const).flatMap((split) => {
      const keys = pretrainKeys(recorded, variants[0]!).filter((key) => isDone(recorded, key));
      const points = lossPoints(recorded, keys, split);
      const names = variants.map(({ name }) => name);
      return points.length === 0 ? [] : [{ variants: names, split, points }];
    }),
  );
}

function lossPoints({ metrics }: Recorded, keys: readonly string[], split: string): readonly LossPoint[] {
  const byStep = new Map<number, number[]>();
  for (const key of keys)
    for (const metric of metrics.get(key) ?? [])
      if (metric.name === 'loss' && metric.split === split)
        byStep.set(metric.step, [...(byStep.get(metric.step) ?? []), metric.value]);
  return [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([step, values]) => ({
      step,
      mean: mean(values),
      low: Math.min(...values),
      high: Math.max(...values),
      n: values.length,
    }));
}

/** Keys of a variant's pre-trainings, by seed. */
function pretrainKeys(recorded: Recorded, { name }: Variant): readonly string[] {
  return trialsOf(recorded, name).flatMap((trial) => {
    const stage = stageOfTrial(recorded, trial, { kind: 'pretrain' });
    return stage === null ? [] : [stage.key];
  });
}

/** Variants with equal keys together, in order of their first. */
function grouped(variants: readonly Variant[], keyOf: (variant: Variant) => string): readonly Variant[][] {
  const groups = new Map<string, Variant[]>();
  for (const variant of variants) {
    const key = keyOf(variant);
    groups.set(key, [...(groups.get(key) ?? []), variant]);
  }
  return [...groups.values()];
}
