/** What the schema cannot say: options that are each valid and together make no sense. */
import type { Experiment } from './schema.js';

export interface Violation {
  /** Options to blame, the likeliest first. */
  readonly paths: readonly string[];
  readonly message: string;
  readonly hint: string;
}

type Check = (experiment: Experiment) => Violation | null;

/** Special symbols of the longest input (start, two delimiters, extract) and as many tokens of text. */
const SHORTEST_CONTEXT = 8;

const headsDivideWidth: Check = ({ model: { width, heads } }) =>
  width % heads === 0
    ? null
    : {
        paths: ['model.heads', 'model.width'],
        message: `model.heads must divide model.width: ${width} / ${heads} is not a whole number.`,
        hint: `Heads that divide ${width}: ${divisors(width).join(', ')}.`,
      };

const rotaryHeadsAreEven: Check = ({ model: { width, heads, position } }) =>
  position !== 'rotary' || width % heads !== 0 || (width / heads) % 2 === 0
    ? null
    : {
        paths: ['model.position', 'model.heads', 'model.width'],
        message: `Rotary positions turn pairs of numbers, but a head is ${width / heads} wide (width ${width} / heads ${heads}).`,
        hint: 'Choose heads and width so that width / heads is even.',
      };

const contextHoldsAnInput: Check = ({ model: { context } }) =>
  context >= SHORTEST_CONTEXT
    ? null
    : {
        paths: ['model.context'],
        message: `A context of ${context} tokens holds the special symbols of a task's input and no text.`,
        hint: `Expected at least ${SHORTEST_CONTEXT}.`,
      };

const warmupEndsInTraining: Check = ({ pretrain: { schedule, warmup, steps } }) =>
  schedule === 'constant' || warmup <= steps
    ? null
    : {
        paths: ['pretrain.warmup', 'pretrain.steps', 'pretrain.schedule'],
        message: `The warm-up (${warmup} updates) is longer than the pre-training (${steps}).`,
        hint: 'pretrain.warmup must be at most pretrain.steps.',
      };

const transferredLayersExist: Check = ({ finetune: { transferredLayers }, model: { layers } }) =>
  transferredLayers === null || transferredLayers <= layers
    ? null
    : {
        paths: ['finetune.transferredLayers', 'model.layers'],
        message: `finetune.transferredLayers is ${transferredLayers}, but the model has ${layers} layers.`,
        hint: `Expected 0 to ${layers}, or null for all of them.`,
      };

/** Hold for the baseline and for every variant. */
export const CHECKS: readonly Check[] = [
  headsDivideWidth,
  rotaryHeadsAreEven,
  contextHoldsAnInput,
  warmupEndsInTraining,
  transferredLayersExist,
];

const scratchTransfersNothing: Check = ({ finetune: { from, transferredLayers } }) =>
  from === 'pretraining' || transferredLayers === null
    ? null
    : {
        paths: ['finetune.transferredLayers', 'finetune.from'],
        message: 'finetune.transferredLayers is given, but finetune.from is scratch: nothing is transferred.',
        hint: 'Remove finetune.transferredLayers, or fine-tune from pretraining.',
      };

const workersHaveThreads: Check = ({ engine: { workers, threads } }) =>
  workers === null || threads === null || workers <= threads
    ? null
    : {
        paths: ['engine.threads', 'engine.workers'],
        message: `${threads} threads cannot be split between ${workers} workers.`,
        hint: 'engine.threads counts the threads of all workers; give at least one to each.',
      };

/** Hold for what the file itself says. */
export const BASELINE_CHECKS: readonly Check[] = [...CHECKS, scratchTransfersNothing, workersHaveThreads];

/** The violations of one experiment. */
export function violationsOf(experiment: Experiment, checks: readonly Check[]): Violation[] {
  return checks.map((check) => check(experiment)).filter((violation) => violation !== null);
}

/** The divisors that a number of heads may be, up to 64. */
function divisors(width: number): number[] {
  return Array.from({ length: Math.min(width, 64) }, (_, i) => i + 1).filter((n) => width % n === 0);
}
