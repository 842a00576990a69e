/** The maps of objectives. */
import type { Output } from '../../tasks/task.js';
import { classify } from './classify.js';
import { nextToken } from './next-token.js';
import type { TaskObjective } from './objective.js';
import { regress } from './regress.js';

/** Of pre-training, by the name that a family declares. */
export const PRETRAINING = { 'next-token': nextToken } as const;

export type PretrainingName = keyof typeof PRETRAINING;

/** Of fine-tuning, by what the task predicts. */
export const TASK_OBJECTIVES: Readonly<Record<Output['kind'], TaskObjective>> = {
  classes: classify,
  range: regress,
};
