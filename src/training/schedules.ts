/** Learning-rate schedules: the factor of the peak rate at step `step` (1 … total). Pure. */

/** Both in steps; warm-up may be a fraction of one. */
export interface SchedulePlan {
  readonly total: number;
  readonly warmup: number;
}

export type Schedule = (step: number, plan: SchedulePlan) => number;

/** step/w for step ≤ w, else ½(1 + cos(π(step − w)/(T − w))). Source: the reading report, after Radford et al. 2018, section 4.1. */
const warmupCosine: Schedule = (step, { total, warmup }) =>
  step <= warmup ? step / warmup : 0.5 * (1 + Math.cos((Math.PI * (step - warmup)) / (total - warmup)));

/**
 * With x = step/T and w the share of warm-up: x/w for x ≤ w, else ½(1 + cos(πx)); it jumps at the end of warm-up.
 * Source: `warmup_cosine` of the code released with Radford et al. 2018 (openai/finetune-transformer-lm, opt.py).
 */
const warmupCosineOpenai: Schedule = (step, { total, warmup }) =>
  step <= warmup ? step / warmup : 0.5 * (1 + Math.cos((Math.PI * step) / total));

/** (x/w for x ≤ w, else 1)·(1 − x), x = step/T. Source: `warmup_linear` of the same code. */
const warmupLinear: Schedule = (step, { total, warmup }) =>
  (step <= warmup ? step / warmup : 1) * (1 - step / total);

/** x/w for x ≤ w, else 1. Source: `warmup_constant` of the same code. */
const warmupConstant: Schedule = (step, { warmup }) => (step <= warmup ? step / warmup : 1);

/** min(√(w/step), step/w), w at least 1: Vaswani et al. 2017, equation 3, divided by its peak, which it has at step = w. */
const inverseSqrt: Schedule = (step, { warmup }) => {
  const w = Math.max(1, warmup);
  return Math.min(Math.sqrt(w / step), step / w);
};

/** 1 throughout. */
const constant: Schedule = () => 1;

/** All schedules, by the names that experiments use. */
export const SCHEDULES = {
  'warmup-cosine': warmupCosine,
  'warmup-cosine-openai': warmupCosineOpenai,
  'warmup-linear': warmupLinear,
  'warmup-constant': warmupConstant,
  'inverse-sqrt': inverseSqrt,
  constant,
} as const satisfies Readonly<Record<string, Schedule>>;

export type ScheduleName = keyof typeof SCHEDULES;

export interface ScheduleOptions {
  readonly schedule: ScheduleName;
  /** Share of the peak rate that a decay ends at. */
  readonly scheduleFloor: number;
}

/**
 * Factor of the peak rate at a step: the schedule s; after warm-up raised to floor + (1 − floor)·s, so that what decays to
 * zero decays to the floor.
 */
export function rateFactor(
  { schedule, scheduleFloor }: ScheduleOptions,
  step: number,
  plan: SchedulePlan,
): number {
  const factor = SCHEDULES[schedule](step, plan);
  return step <= plan.warmup ? factor : scheduleFloor + (1 - scheduleFloor) * factor;
}

export const SCHEDULE_NAMES = Object.keys(SCHEDULES) as readonly ScheduleName[];
