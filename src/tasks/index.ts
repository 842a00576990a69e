/** All tasks, by name. */
import type { TaskName } from '../experiment/schema.js';
import { MNLI } from './mnli.js';
import { QQP } from './qqp.js';
import { RACE } from './race.js';
import { SST_2 } from './sst-2.js';
import { STORY_CLOZE } from './storycloze.js';
import type { Task } from './task.js';

export const TASKS: Readonly<Record<TaskName, Task>> = {
  'sst-2': SST_2,
  qqp: QQP,
  mnli: MNLI,
  race: RACE,
  storycloze: STORY_CLOZE,
};
