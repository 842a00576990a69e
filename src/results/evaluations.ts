/** Who scores a row: the stages whose predictions are a row's results on a task, by seed. */
import type { Trial } from '../plan/plan.js';
import { rowOf, stagesYielding } from '../stages/index.js';
import type { StageYielding } from '../stages/index.js';
import type { TaskName } from '../tasks/index.js';
import { stageOfTrial, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

/** `variant`: of the experiment. `baseline`: without a neural network. `published`: the paper's figures. */
export type RowRole = 'variant' | 'baseline' | 'published';

/** A row of score tables, by its name. */
export interface RowName {
  readonly role: RowRole;
  /** "reference", "heads=8", "bag-of-words", "published". */
  readonly label: string;
}

export interface Evaluation {
  readonly seed: number;
  readonly stage: StageYielding<'scores'>;
  /** Null: of no variant. */
  readonly trial: Trial | null;
}

/** Done or not, in the plan's order; none of the published row. */
export function evaluationsOf(
  recorded: Recorded,
  { role, label }: RowName,
  task: TaskName,
): readonly Evaluation[] {
  if (role === 'published') return [];
  if (role === 'baseline')
    return stagesYielding(recorded.plan.stages, 'scores')
      .filter(({ spec }) => rowOf(spec) === label && spec.task === task)
      .map((stage) => ({ seed: 'seed' in stage.spec ? stage.spec.seed : 0, stage, trial: null }));
  return trialsOf(recorded, label).flatMap((trial) => {
    const stage = stageOfTrial(recorded, trial, { yields: 'scores', task });
    return stage === null ? [] : [{ seed: trial.seed, stage, trial }];
  });
}
