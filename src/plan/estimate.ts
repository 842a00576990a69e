/** What a stage will cost, before it runs: formulas of the model's size and the data's, and one measured rate. */
import type { FinetuneOptions, ModelOptions } from '../experiment/schema.js';
import { flopsPerToken, parameterCount } from '../models/gpt/size.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Estimate, PlanFacts, StageKind, StageSpec } from './plan.js';

type Spec<K extends StageKind> = Extract<StageSpec, { kind: K }>;

/** What the estimate of a stage reads beside its spec. */
export interface Circumstances {
  readonly facts: PlanFacts;
  /** Rows of the token table. */
  readonly entries: number;
}

/** start, delimiter, extract. */
export const SPECIAL_SYMBOLS = 3;

/** Bytes a parameter: weights in float32; a checkpoint holds them and two moments. */
const WEIGHT_BYTES = 4;
const CHECKPOINT_BYTES = 12;

/** Bytes of text tokenized in a second, examples a baseline learns in one, bytes a stored prediction takes. */
const TOKENIZED_BYTES_PER_SECOND = 700_000;
const BASELINE_EXAMPLES_PER_SECOND = 5_000;
const PREDICTION_BYTES = 100;

/** Bytes of text searched for n-grams in a second, bytes that the overlap of an example takes. */
const SEARCHED_BYTES_PER_SECOND = 5_000_000;
const OVERLAP_BYTES = 150;
const TEXT_BYTES_PER_TOKEN = 4;

/** English text: about four bytes a token, stored in two. */
const STORED_BYTES_PER_TEXT_BYTE = 0.5;

type Estimators = { [K in StageKind]: (spec: Spec<K>, circumstances: Circumstances) => Estimate };

const ESTIMATORS: Estimators = {
  tokenize: (_, { facts }) => ({
    parameters: null,
    flops: 0,
    seconds: facts.corpusBytes / TOKENIZED_BYTES_PER_SECOND,
    bytes: Math.ceil(facts.corpusBytes * STORED_BYTES_PER_TEXT_BYTE),
  }),
  pretrain: ({ model, pretrain }, { facts, entries }) => {
    const tokens = pretrain.steps * pretrain.batchSize * model.contextLength;
    return trained(model, entries, {
      flops: tokens * flopsPerToken(model, entries).training,
      rate: facts.rate,
    });
  },
  finetune: ({ model, finetune, task }, { facts, entries }) => {
    const { train } = sizeOf(task, facts);
    const examples = Math.min(train, finetune.maxTrainExamples ?? train) * finetune.epochs;
    const input = inputOf({ model, task, inputFormat: finetune.inputFormat }, facts);
    const table = finetune.lmLossWeight > 0 ? entries : 0;
    const flops = examples * input.tokens * flopsPerToken(input.model, table).training;
    return trained(model, entries, { flops, rate: facts.rate });
  },
  evaluate: ({ model, task, inputFormat, examples }, { facts, entries }) => {
    const count = evaluated(task, examples, facts);
    const input = inputOf({ model, task, inputFormat }, facts);
    const flops = count * input.tokens * flopsPerToken(input.model, 0).forward;
    const parameters = parameterCount(model, entries);
    return { parameters, flops, seconds: flops / facts.rate, bytes: count * PREDICTION_BYTES };
  },
  overlap: ({ task, trainExamples, examples }, { facts }) => {
    const { train, tokens } = sizeOf(task, facts);
    const count = evaluated(task, examples, facts);
    const texts = (Math.min(train, trainExamples ?? train) + count) * tokens * TEXT_BYTES_PER_TOKEN;
    const seconds = (facts.corpusBytes + texts) / SEARCHED_BYTES_PER_SECOND;
    return { parameters: null, flops: 0, seconds, bytes: count * OVERLAP_BYTES };
  },
  baseline: ({ task, trainExamples, examples }, { facts }) => {
    const { train } = sizeOf(task, facts);
    const count = evaluated(task, examples, facts);
    const seconds = (Math.min(train, trainExamples ?? train) + count) / BASELINE_EXAMPLES_PER_SECOND;
    return { parameters: null, flops: 0, seconds, bytes: count * PREDICTION_BYTES };
  },
};

/** Foreseen cost of a stage; seconds at `facts.rate`, the FLOP/s of one worker. */
export function estimateOf(spec: StageSpec, circumstances: Circumstances): Estimate {
  const estimator = ESTIMATORS[spec.kind] as (spec: StageSpec, circumstances: Circumstances) => Estimate;
  return estimator(spec, circumstances);
}

function trained(model: ModelOptions, entries: number, work: { flops: number; rate: number }): Estimate {
  const parameters = parameterCount(model, entries);
  const bytes = parameters * (WEIGHT_BYTES + CHECKPOINT_BYTES);
  return { parameters, flops: work.flops, seconds: work.flops / work.rate, bytes };
}

function sizeOf(task: TaskName, facts: PlanFacts): { train: number; evaluate: number; tokens: number } {
  return facts.taskSizes[task] ?? { train: 0, evaluate: 0, tokens: 0 };
}

function evaluated(task: TaskName, examples: number | null, facts: PlanFacts): number {
  const all = sizeOf(task, facts).evaluate;
  return examples === null ? all : Math.min(all, examples * TASKS[task].splits.length);
}

/** Tokens of a mean example, cut to the context, and the model at the length of its sequences. */
function inputOf(
  input: { model: ModelOptions; task: TaskName; inputFormat: FinetuneOptions['inputFormat'] },
  facts: PlanFacts,
): { tokens: number; model: ModelOptions } {
  const sequences = input.inputFormat === 'delimiters' ? TASKS[input.task].sequencesPerExample : 1;
  const length = Math.min(input.model.contextLength, sizeOf(input.task, facts).tokens / sequences);
  return { tokens: length * sequences, model: { ...input.model, contextLength: length } };
}
