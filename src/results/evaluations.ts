/** Who scores a row: the stages whose predictions are a row's results on a task, by seed. */
import type { TaskName } from '../tasks/index.js';
import type { Stage, Trial } from '../plan/plan.js';
import { stageOfTrial, stagesOf, trialsOf } from './recorded.js';
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
  readonly stage: Stage;
  /** Null: of no variant. */
  readonly trial: Trial | null;
}

/** Done or not, in the plan's order; none of the published row. */
export function evaluationsOf(
  recorded: Recorded,
  { role, label }: RowName,
  task: TaskName,
): readonly Evaluation[] {
  if (role === 'baseline')
    return stagesOf(recorded, 'baseline')
      .filter(({ spec }) => spec.method === label && spec.task === task)
      .map((stage) => ({ seed: stage.spec.seed, stage, trial: null }));
  if (role === 'published') return [];
  return trialsOf(recorded, label).flatMap((trial) => {
    const stage = stageOfTrial(recorded, trial, { kind: 'evaluate', task });
    return stage === null ? [] : [{ seed: trial.seed, stage, trial }];
  });
}
