/** All tasks, by name. */
import { COLA } from './cola.js';
import { MNLI } from './mnli.js';
import { MRPC } from './mrpc.js';
import { QNLI } from './qnli.js';
import { QQP } from './qqp.js';
import { RACE } from './race.js';
import { RTE } from './rte.js';
import { SCITAIL } from './scitail.js';
import { SNLI } from './snli.js';
import { SST_2 } from './sst-2.js';
import { STORY_CLOZE } from './storycloze.js';
import { STS_B } from './sts-b.js';
import { zeroShotOf } from './task.js';
import type { Task } from './task.js';

export const TASKS = {
  'sst-2': SST_2,
  qqp: QQP,
  mnli: MNLI,
  race: RACE,
  storycloze: STORY_CLOZE,
  cola: COLA,
  'sts-b': STS_B,
  mrpc: MRPC,
  rte: RTE,
  qnli: QNLI,
  snli: SNLI,
  scitail: SCITAIL,
} as const satisfies Readonly<Record<string, Task>>;

export type TaskName = keyof typeof TASKS;

export const TASK_NAMES = Object.keys(TASKS) as readonly TaskName[];

export const isTaskName = (name: string): name is TaskName => Object.hasOwn(TASKS, name);

/** Those that a language model can be asked without fine-tuning. */
export const ZERO_SHOT_TASKS = TASK_NAMES.filter((name) => zeroShotOf(TASKS[name]) !== null);

/** Those that the generated miniature has. */
export const MINIATURE_TASKS = TASK_NAMES.filter((name) => TASKS[name].inMiniature);
