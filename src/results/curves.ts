/** Curves over training: the learning rate as declared and as recorded, and the loss. */
import type { Variant } from '../plan/plan.js';
import { ratesOf } from '../stages/index.js';
import type { StageKind, StageYielding } from '../stages/index.js';
import type { Rates } from '../stages/stage.js';
import type { TaskName } from '../tasks/index.js';
import { rateFactor } from '../training/schedules.js';
import type { ScheduleName } from '../training/schedules.js';
import { isDone, stageOfTrial, stagesWith, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';
import { spreadsByStep } from './spread.js';
import type { StepSpread } from './spread.js';

export interface LearningRateCurve {
  /** Kind of training. */
  readonly kind: StageKind;
  readonly schedule: ScheduleName;
  /** Of the training that is shown, where its length follows from the task's data; else null. */
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
  readonly points: readonly StepSpread[];
}

type TrainingStage = StageYielding<'losses'>;

/** One curve for each distinct schedule, kinds of training in the order of the flow; of those whose length is known. */
export function learningRateCurves(recorded: Recorded): readonly LearningRateCurve[] {
  const groups = new Map<string, TrainingStage[]>();
  for (const stage of stagesWith(recorded, 'losses')) {
    const key = JSON.stringify([stage.spec.kind, ratesOf(stage.spec)]);
    groups.set(key, [...(groups.get(key) ?? []), stage]);
  }
  const kinds = [...new Set([...groups.values()].flat().map(({ spec }) => spec.kind))];
  return kinds.flatMap((kind) =>
    [...groups.values()]
      .filter(([first]) => first?.spec.kind === kind)
      .flatMap((stages) => rateCurve(recorded, stages)),
  );
}

/** Of stages with one schedule. */
function rateCurve(recorded: Recorded, stages: readonly TrainingStage[]): readonly LearningRateCurve[] {
  const shown = stages.find(({ key }) => recorded.metrics.has(key)) ?? stages[0];
  const rates = shown === undefined ? null : ratesOf(shown.spec);
  if (shown === undefined || rates === null) return [];
  const isFixed = 'steps' in rates.length;
  const total = isFixed ? rates.length.steps : recorded.records.get(shown.key)?.facts.steps;
  if (total === undefined) return [];
  const keys = new Set(stages.map(({ key }) => key));
  const uses = ({ name }: Variant): boolean =>
    trialsOf(recorded, name).some((trial) => trial.stages.some((key) => keys.has(key)));
  return [
    {
      kind: shown.spec.kind,
      schedule: rates.schedule,
      task: !isFixed && 'task' in shown.spec ? shown.spec.task : null,
      variants: recorded.plan.variants.filter(uses).map(({ name }) => name),
      total,
      declared: declaredRates(rates, total),
      recorded: recordedRates(recorded, shown.key),
    },
  ];
}

/** Points of a declared curve, at most; the first, the last and the peak come on top. */
const POINTS = 400;

function declaredRates(rates: Rates, total: number): readonly RatePoint[] {
  const { peak, warmup: given } = rates;
  const warmup = 'steps' in given ? given.steps : given.fraction * total;
  const stride = Math.ceil(total / POINTS);
  const regular = Array.from({ length: Math.floor(total / stride) }, (_, index) => (index + 1) * stride);
  const corners = [1, Math.floor(warmup), Math.floor(warmup) + 1, total];
  const steps = [...new Set([...regular, ...corners])].filter((step) => step >= 1 && step <= total);
  return steps
    .sort((a, b) => a - b)
    .map((step) => ({ step, rate: peak * rateFactor(rates, step, { total, warmup }) }));
}

const recordedRates = ({ metrics }: Recorded, key: string): readonly RatePoint[] =>
  (metrics.get(key) ?? [])
    .filter(({ name }) => name === 'learning-rate')
    .map(({ step, value }) => ({ step, rate: value }))
    .sort((a, b) => a.step - b.step);

/** Pre-training losses, training then held-out, of the variants that pre-train. */
export const lossCurves = (recorded: Recorded): readonly LossCurve[] =>
  sharing(recorded, 'heldout-loss').flatMap(({ keys, variants }) =>
    (['train', 'heldout'] as const).flatMap((split) => {
      const points = lossPoints(recorded, keys, split);
      return points.length === 0 ? [] : [{ variants, split, points }];
    }),
  );

/** Held-out losses by context length, which is the points' `step`, of the variants that are measured so. */
export const lengthCurves = (recorded: Recorded): readonly LossCurve[] =>
  sharing(recorded, 'length-losses').flatMap(({ keys, variants }) => {
    const points = lossPoints(recorded, keys, 'heldout');
    return points.length === 0 ? [] : [{ variants, split: 'heldout', points }];
  });

/** Variants that have all stages of a kind in common, with the keys of those that are done, by seed. */
export function sharing(
  recorded: Recorded,
  yields: 'heldout-loss' | 'length-losses',
): readonly { readonly keys: readonly string[]; readonly variants: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { name } of recorded.plan.variants) {
    const found = trialsOf(recorded, name).flatMap(
      (trial) => stageOfTrial(recorded, trial, { yields })?.key ?? [],
    );
    const keys = [...new Set(found)].join(' ');
    if (keys !== '') groups.set(keys, [...(groups.get(keys) ?? []), name]);
  }
  return [...groups].map(([keys, variants]) => ({
    keys: keys.split(' ').filter((key) => isDone(recorded, key)),
    variants,
  }));
}

const lossPoints = ({ metrics }: Recorded, keys: readonly string[], of: string): readonly StepSpread[] =>
  spreadsByStep(
    keys
      .flatMap((key) => metrics.get(key) ?? [])
      .filter(({ name, split }) => name === 'loss' && split === of),
  );
