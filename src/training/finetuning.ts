/** What fine-tuning minimises: task loss + λ · the pre-training loss (Radford et al. 2018, equation 5); benchmarks as well. */
import { add, mul } from '@tensorflow/tfjs-core';
import type { FinetuneOptions } from '../stages/finetune/options.js';
import type { EncodedExample } from '../models/input.js';
import { seedOf } from '../random/stream.js';
import { epochSampler } from './batches.js';
import type { Losses, TrainingObjective } from './training.js';
import type { PretrainingObjective } from './objectives/objective.js';
import { taskLosses } from './task-model.js';
import type { TaskLosses, TaskModel } from './task-model.js';

export interface Finetuning {
  /** Of the auxiliary loss. */
  readonly objective: PretrainingObjective;
  readonly examples: readonly EncodedExample[];
  readonly task: string;
  readonly options: Pick<FinetuneOptions, 'batchSize' | 'lmLossWeight'>;
  readonly seed: number;
}

export function finetuningObjective(model: TaskModel, finetuning: Finetuning): TrainingObjective {
  const { examples, options } = finetuning;
  const stream = ['finetune', finetuning.task, finetuning.seed];
  const sample = epochSampler({ examples: examples.length, batch: options.batchSize, stream });
  const seed = seedOf(...stream, 'dropout');
  const auxiliary = options.lmLossWeight > 0 ? finetuning.objective : null;
  return {
    losses: (step) => {
      const batch = sample(step).map((index) => examples[index]!);
      const losses = taskLosses(model, batch, { dropout: { seed, step }, auxiliary });
      return { ...together(losses, options.lmLossWeight), tokens: countTokens(batch) };
    },
    isMeasured: () => false,
    measure: () => Promise.resolve([]),
    dispose: () => model.network.dispose(),
  };
}

function together({ task, auxiliary }: TaskLosses, weight: number): Omit<Losses, 'tokens'> {
  if (auxiliary === null) return { total: task, parts: { 'task-loss': task } };
  return { total: add(task, mul(auxiliary, weight)), parts: { 'task-loss': task, loss: auxiliary } };
}

/** Tokens of all sequences, as often as they are read: what sequences share counts for each. */
export function countTokens(examples: readonly EncodedExample[]): number {
  let total = 0;
  for (const { sequences } of examples) for (const sequence of sequences) total += sequence.length;
  return total;
}
