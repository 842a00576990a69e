/** What planning must be told of the outside world, so that it stays pure. run/inputs.ts gathers it. */
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';

/**
 * Begins what stands for the hash of data that is not here, and the key of each stage that follows from it: neither is
 * known before the data is.
 */
const UNKNOWN = 'unknown:';

export const unknown = (name: string): string => `${UNKNOWN}${name}`;
export const isKnown = (hashOrKey: string): boolean => !hashOrKey.startsWith(UNKNOWN);

/** Hashes of data that is not here are `unknown`; its sizes are those that are published, NaN where none are. */
export interface PlanInputs {
  readonly numericsVersion: string;
  /** sha256 of the corpus's bytes; of no bytes where the experiment reads no corpus. */
  readonly corpusHash: string;
  readonly corpusBytes: number;
  /** Of the imported weights that the experiment starts from; null: it starts from none. */
  readonly weights: { readonly sha256: string; readonly bytes: number } | null;
  /** sha256 of the bytes of each task's data. */
  readonly dataHashes: Readonly<Record<string, string>>;
  readonly taskSizes: Readonly<Record<string, TaskSize>>;
  /** FLOP/s of one worker with a model of that hidden size, for time estimates. */
  rate(hiddenSize: number): number;
  /** Whether the engine's ops never store attention's scores and the logits of a batch whole. */
  readonly isFused: boolean;
}

/** Training and evaluation examples of a task; mean tokens of an example's sequences, and of what all of them begin with. */
export interface TaskSize {
  readonly train: number;
  readonly evaluate: number;
  readonly tokens: number;
  readonly prefix: number;
}

export function sizeOf(task: TaskName, { taskSizes }: Pick<PlanInputs, 'taskSizes'>): TaskSize {
  return taskSizes[task] ?? { train: 0, evaluate: 0, tokens: 0, prefix: 0 };
}

/** Examples evaluated, `wanted` of each split; null: all. */
export function evaluatedExamples(
  task: TaskName,
  wanted: number | null,
  inputs: Pick<PlanInputs, 'taskSizes'>,
): number {
  const all = sizeOf(task, inputs).evaluate;
  return wanted === null ? all : Math.min(all, wanted * TASKS[task].splits.length);
}

/** Throws an Error where planning was told none. */
export function dataHashOf(task: TaskName, { dataHashes }: PlanInputs): string {
  const hash = dataHashes[task];
  if (hash === undefined) throw new Error(`Planning was told no hash of the data of ${task}.`);
  return hash;
}
