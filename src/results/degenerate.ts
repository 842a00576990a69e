/** Finished runs that seem to have learned nothing: marked and named, and left in every mean and test. */
import { aboveChance, ALMOST_ALL, commonestShare, fallP } from '../statistics/degenerate.js';
import { SIGNIFICANCE } from '../statistics/holm.js';
import type { Prediction } from '../stages/result.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import { evaluationsOf } from './evaluations.js';
import type { Evaluation, RowName } from './evaluations.js';
import { intervalOf } from './intervals.js';
import type { Interval } from './intervals.js';
import { isDone, stageOfTrial } from './recorded.js';
import type { Recorded } from './recorded.js';
import { textsOf } from './texts.js';

/** One prediction for almost all examples; a score not above chance by its examples; a fine-tuning loss that did not fall. */
export const SIGNS = ['one-prediction', 'chance', 'flat-loss'] as const;
export type Sign = (typeof SIGNS)[number];

export interface DegenerateRun {
  readonly seed: number;
  /** Key of the stage that scored it. */
  readonly stage: string;
  /** At least one, in the order of SIGNS. */
  readonly signs: readonly Sign[];
  /** Share of its examples that have the commonest of its predictions. */
  readonly commonest: number;
  /** Its score less chance's (statistics/degenerate.ts); null where that is not defined. */
  readonly aboveChance: number | null;
  readonly interval: Interval | null;
  /** One-sided p that its training loss falls; null: too few steps were recorded to tell. */
  readonly fallP: number | null;
}

/** Of a variant on a task. */
export interface DegenerateRuns {
  readonly variant: string;
  readonly task: TaskName;
  readonly runs: readonly DegenerateRun[];
  /** Runs that are finished. */
  readonly of: number;
}

/** In the order of the table, of each variant and task that have one. Baselines may be so by design: the majority is. */
export function degenerateRuns(recorded: Recorded): readonly DegenerateRuns[] {
  const { variants, experiment } = recorded.plan;
  return variants.flatMap(({ name: variant }) =>
    experiment.evaluate.tasks.flatMap((task): DegenerateRuns[] => {
      const finished = evaluationsOf(recorded, { role: 'variant', label: variant }, task).filter(
        ({ stage }) => isDone(recorded, stage.key),
      );
      const runs = finished
        .map((one) => lookedAt(recorded, one, task))
        .filter(({ signs }) => signs.length > 0);
      return runs.length === 0 ? [] : [{ variant, task, runs, of: finished.length }];
    }),
  );
}

/** Seeds of a row's degenerate runs on a task. */
export const degenerateSeeds = (
  all: readonly DegenerateRuns[],
  { role, label }: RowName,
  task: TaskName,
): readonly number[] =>
  all
    .filter((one) => role === 'variant' && one.variant === label && one.task === task)
    .flatMap(({ runs }) => runs.map(({ seed }) => seed));

function lookedAt(recorded: Recorded, { seed, stage, trial }: Evaluation, task: TaskName): DegenerateRun {
  const predictions = recorded.predictions.get(stage.key) ?? [];
  const training = trial === null ? null : stageOfTrial(recorded, trial, { yields: 'losses', task });
  const texts = textsOf(recorded, { task, stage: stage.key }, predictions);
  const above = texts === null ? null : aboveChance(predictions, TASKS[task].metrics[0], texts);
  const found = {
    commonest: commonestShare(predictions.map(({ predicted }) => predicted)),
    aboveChance: above?.mean ?? null,
    interval: intervalOf(above?.interval ?? null, 'examples'),
    fallP: fallP(recorded.taskLosses.get(training?.key ?? '') ?? []),
  };
  const isKnown = texts !== null;
  return { seed, stage: stage.key, signs: signsOf(found, { predictions, isKnown }), ...found };
}

/**
 * Labels that are themselves almost all alike, or a single example, tell nothing of a run; nor does a score whose examples
 * share texts that are not known (`isKnown`) tell chance.
 */
function signsOf(
  { commonest, interval, fallP: p }: Pick<DegenerateRun, 'commonest' | 'interval' | 'fallP'>,
  { predictions, isKnown }: { readonly predictions: readonly Prediction[]; readonly isKnown: boolean },
): readonly Sign[] {
  const isTelling =
    predictions.length > 1 && commonestShare(predictions.map(({ label }) => label)) < ALMOST_ALL;
  const shown: Readonly<Record<Sign, boolean>> = {
    'one-prediction': isTelling && commonest >= ALMOST_ALL,
    chance: isTelling && isKnown && (interval === null || interval.low <= 0),
    'flat-loss': p !== null && p >= SIGNIFICANCE,
  };
  return SIGNS.filter((sign) => shown[sign]);
}
