/** Formulas that the estimates of several kinds share: sizes of data and model, bytes of what is kept. */
import { familyOf, tableRows } from '../models/index.js';
import type { Pass } from '../models/family.js';
import type { ModelOptions } from '../models/index.js';
import type { Experiment } from '../experiment/schema.js';
import type { FinetuneOptions } from './finetune/options.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import { sizeOf } from './inputs.js';
import type { PlanInputs } from './inputs.js';
import type { Estimate, Memory, Place } from './stage.js';

/** Bytes per parameter: weights in float32; a checkpoint holds them and two moments. */
const WEIGHT_BYTES = 4;
const CHECKPOINT_BYTES = 12;

/** Bytes that a stored prediction takes. */
export const PREDICTION_BYTES = 100;

/** Rows of the token table. */
export const rowsOf = ({ experiment: { model, tokenizer } }: Place): number =>
  tableRows(model, tokenizer.vocabularySize);

/** Of the file of weights that an experiment starts from: those of its language model, without the special symbols. */
export const bytesOfWeights = ({ model, tokenizer }: Experiment): number =>
  WEIGHT_BYTES * familyOf(model).size.parameters(model, tokenizer.vocabularySize);

/** A process of Node.js with tfjs and the kernels that has done nothing yet: 130 to 150 MB on x64. */
const PROGRAM_BYTES = 150e6;

/**
 * Copies of the weights in a training: weights, gradients and two moments; for a checkpoint a copy of all but the
 * gradients, and these three twice more as the file's bytes (training/checkpoint.ts, training/tensor-file.ts).
 */
const TRAINED_COPIES = 4 + 3 + 6;

/** In an evaluation: the file's bytes, and the weights that were cut out of them. */
const EVALUATED_COPIES = 2;

/** Of an example: its objects, whatever it says; and of each token: its text in the file and in the example, its number. */
const EXAMPLE_BYTES = 600;
const EXAMPLE_TOKEN_BYTES = 12;

/** Of what a process holds that has no model: its data alone. */
export const memoryOfData = (data: number): Memory => ({
  program: PROGRAM_BYTES,
  weights: 0,
  activations: 0,
  data,
});

/** The tokens of a corpus, two bytes each, as read and as used. */
export const corpusMemory = ({ corpusBytes }: PlanInputs): number => corpusBytes;

/** Of every example of a task: all are read, whatever part of them is used. */
export function examplesMemory(task: TaskName, inputs: PlanInputs): number {
  const { train, evaluate, tokens } = sizeOf(task, inputs);
  return (train + evaluate) * (EXAMPLE_BYTES + EXAMPLE_TOKEN_BYTES * tokens);
}

interface Held {
  readonly model: ModelOptions;
  readonly data: number;
  readonly batch: Pick<Pass, 'tokens' | 'length' | 'isTraining'>;
}

/** Of a process with a model. */
export function memoryOfModel({ model, data, batch }: Held, place: Place): Memory {
  const { size } = familyOf(model);
  const rows = rowsOf(place);
  const copies = batch.isTraining ? TRAINED_COPIES : EVALUATED_COPIES;
  const pass = { ...batch, isFused: place.inputs.isFused };
  return {
    program: PROGRAM_BYTES,
    weights: WEIGHT_BYTES * copies * size.parameters(model, rows),
    activations: WEIGHT_BYTES * size.activations(model, rows, pass),
    data,
  };
}

/** Of a file of a model's weights. */
export const weightBytes = (model: ModelOptions, place: Place): number =>
  WEIGHT_BYTES * familyOf(model).size.parameters(model, rowsOf(place));

/** Cost of a training of so many floating-point operations. */
export function trainingCost(model: ModelOptions, flops: number, place: Place): Omit<Estimate, 'memory'> {
  const parameters = familyOf(model).size.parameters(model, rowsOf(place));
  const bytes = parameters * (WEIGHT_BYTES + CHECKPOINT_BYTES);
  return { parameters, flops, seconds: flops / place.inputs.rate(model.hiddenSize), bytes };
}

/** Examples trained on; `wanted` null: all. */
export function trainedExamples(task: TaskName, wanted: number | null, inputs: PlanInputs): number {
  const { train } = sizeOf(task, inputs);
  return Math.min(train, wanted ?? train);
}

/**
 * Tokens of a mean example, cut to the context, what all its sequences begin with counted once, as it is computed
 * (models/shared/batch.ts); and the model at the length of its sequences.
 */
export function meanInput(
  of: { model: ModelOptions; task: TaskName; inputFormat: FinetuneOptions['inputFormat'] },
  inputs: PlanInputs,
): { tokens: number; model: ModelOptions } {
  const sequences = of.inputFormat === 'delimiters' ? TASKS[of.task].sequencesPerExample : 1;
  const { tokens, prefix } = sizeOf(of.task, inputs);
  const length = Math.min(of.model.contextLength, tokens / sequences);
  const repeated = (sequences - 1) * Math.min(prefix, length);
  return { tokens: length * sequences - repeated, model: { ...of.model, contextLength: length } };
}

/**
 * Memory is kept by size for later batches, and batches of examples differ in length: blocks of neighbouring sizes are
 * in memory together (engines/native/memory.ts).
 */
const SIZES_OF_BATCHES = 1.5;

/** A batch of mean examples, as large as batches of examples come to be. */
export function batchOf(
  input: ReturnType<typeof meanInput>,
  { batchSize, isTraining }: { readonly batchSize: number; readonly isTraining: boolean },
): Held['batch'] {
  const tokens = SIZES_OF_BATCHES * batchSize * input.tokens;
  return { tokens, length: input.model.contextLength, isTraining };
}
