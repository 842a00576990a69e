/** A network with a head over a batch of examples: what it predicts, and its losses. */
import { tidy } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { EncodedExample, FamilyInput, InputFormat } from '../models/input.js';
import type { Network } from '../models/network.js';
import type { RaggedBatch } from '../models/shared/batch.js';
import type { DropoutKey } from '../models/shared/dropout.js';
import { HEADS } from '../models/shared/heads.js';
import type { HeadName } from '../models/shared/heads.js';
import { outputsOf } from '../tasks/task.js';
import type { Output, Task } from '../tasks/task.js';
import { TASK_OBJECTIVES } from './objectives/index.js';
import type { Predicted, PretrainingObjective } from './objectives/objective.js';

/** The head that scores a task in an input format. */
export function headOf({ head }: Pick<Task, 'head'>, format: InputFormat): HeadName {
  return format === 'prompt' ? 'verbalizer' : head;
}

export interface TaskModel {
  readonly network: Network;
  readonly input: Pick<FamilyInput, 'batch'>;
  readonly head: HeadName;
  readonly output: Output;
}

interface Forward {
  readonly batch: RaggedBatch;
  /** [N, hidden size] */
  readonly states: Tensor2D;
  /** [examples, numbers per example] */
  readonly outputs: Tensor2D;
}

function forward(
  { network, input, head, output }: TaskModel,
  examples: readonly EncodedExample[],
  dropout: DropoutKey | null,
): Forward {
  const sequences = examples.map((example) => example.sequences);
  const batch = input.batch(sequences);
  const states = network.states(batch, dropout);
  const outputs = HEADS[head]({
    network,
    batch,
    states,
    sequences: sequences.flat().length,
    outputs: outputsOf(output),
    dropout,
    answers: Int32Array.from(examples.flatMap((example) => example.answers)),
  });
  return { batch, states, outputs };
}

/** What the model predicts of each example; no example's depends on the others. */
export async function predict(
  model: TaskModel,
  examples: readonly EncodedExample[],
): Promise<readonly Predicted[]> {
  const objective = TASK_OBJECTIVES[model.output.kind];
  const scores = tidy(() => objective.scores(forward(model, examples, null).outputs));
  const values = await scores.data<'float32'>();
  scores.dispose();
  const width = outputsOf(model.output);
  return examples.map((_, i) =>
    objective.predict([...values.subarray(i * width, (i + 1) * width)], model.output),
  );
}

export interface TaskLosses {
  /** Mean of the task's objective. */
  readonly task: Scalar;
  /** Mean of the pre-training objective on the same tokens; null where not asked for. */
  readonly auxiliary: Scalar | null;
}

/** The losses of one step. Call it inside a tidy. */
export function taskLosses(
  model: TaskModel,
  examples: readonly EncodedExample[],
  options: { readonly dropout: DropoutKey; readonly auxiliary: PretrainingObjective | null },
): TaskLosses {
  const { batch, states, outputs } = forward(model, examples, options.dropout);
  const labels = examples.map(({ example }) => example.label);
  const task = TASK_OBJECTIVES[model.output.kind].loss(outputs, labels, model.output);
  return { task, auxiliary: options.auxiliary?.ofStates(model.network, states, batch) ?? null };
}
