/** Formulas that the estimates of several kinds share: sizes of data and model, bytes of what is kept. */
import { familyOf, tableRows } from '../models/index.js';
import type { ModelOptions } from '../models/index.js';
import type { FinetuneOptions } from './finetune/options.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { PlanInputs, TaskSize } from './inputs.js';
import type { Estimate, Place } from './stage.js';

/** Bytes per parameter: weights in float32; a checkpoint holds them and two moments. */
const WEIGHT_BYTES = 4;
const CHECKPOINT_BYTES = 12;

/** Bytes that a stored prediction takes. */
export const PREDICTION_BYTES = 100;

/** Rows of the token table. */
export const rowsOf = ({ experiment: { model, tokenizer } }: Place): number =>
  tableRows(model, tokenizer.vocabularySize);

/** Cost of a training of so many floating-point operations. */
export function trainingCost(model: ModelOptions, flops: number, place: Place): Estimate {
  const parameters = familyOf(model).size.parameters(model, rowsOf(place));
  const bytes = parameters * (WEIGHT_BYTES + CHECKPOINT_BYTES);
  return { parameters, flops, seconds: flops / place.inputs.rate, bytes };
}

export function sizeOf(task: TaskName, { taskSizes }: PlanInputs): TaskSize {
  return taskSizes[task] ?? { train: 0, evaluate: 0, tokens: 0 };
}

/** Examples trained on; `wanted` null: all. */
export function trainedExamples(task: TaskName, wanted: number | null, inputs: PlanInputs): number {
  const { train } = sizeOf(task, inputs);
  return Math.min(train, wanted ?? train);
}

/** Examples evaluated, `wanted` of each split; null: all. */
export function evaluatedExamples(task: TaskName, wanted: number | null, inputs: PlanInputs): number {
  const all = sizeOf(task, inputs).evaluate;
  return wanted === null ? all : Math.min(all, wanted * TASKS[task].splits.length);
}

/** Tokens of a mean example, cut to the context, and the model at the length of its sequences. */
export function meanInput(
  of: { model: ModelOptions; task: TaskName; inputFormat: FinetuneOptions['inputFormat'] },
  inputs: PlanInputs,
): { tokens: number; model: ModelOptions } {
  const sequences = of.inputFormat === 'delimiters' ? TASKS[of.task].sequencesPerExample : 1;
  const length = Math.min(of.model.contextLength, sizeOf(of.task, inputs).tokens / sequences);
  return { tokens: length * sequences, model: { ...of.model, contextLength: length } };
}
