/** What the schema cannot say: options that are each valid and together make no sense. */
import type { Check, Violation } from './check.js';
import { miniatureHasTasks, promptsExist } from './check-tasks.js';
import type { Experiment } from './schema.js';

/** Special symbols of the longest input (start, two delimiters, extract) and as many tokens of text. */
const SHORTEST_CONTEXT = 8;

const headsDivideHiddenSize: Check = ({ model: { hiddenSize, heads } }) =>
  hiddenSize % heads === 0
    ? null
    : {
        paths: ['model.heads', 'model.hiddenSize'],
        message: `model.heads must divide model.hiddenSize: ${hiddenSize} / ${heads} is not a whole number.`,
        hint: `Heads that divide ${hiddenSize}: ${divisors(hiddenSize).join(', ')}.`,
      };

const rotaryHeadsAreEven: Check = ({ model: { hiddenSize, heads, positionEncoding } }) =>
  positionEncoding !== 'rotary' || hiddenSize % heads !== 0 || (hiddenSize / heads) % 2 === 0
    ? null
    : {
        paths: ['model.positionEncoding', 'model.heads', 'model.hiddenSize'],
        message: `Rotary positions turn pairs of numbers, but a head is ${hiddenSize / heads} wide (hidden size ${hiddenSize} / ${heads} heads).`,
        hint: 'Choose model.heads and model.hiddenSize so that their quotient is even.',
      };

const contextHoldsAnInput: Check = ({ model: { contextLength } }) =>
  contextLength >= SHORTEST_CONTEXT
    ? null
    : {
        paths: ['model.contextLength'],
        message: `A context of ${contextLength} tokens holds the special symbols of a task's input and no text.`,
        hint: `Expected at least ${SHORTEST_CONTEXT}.`,
      };

const warmupEndsInTraining: Check = ({ pretrain: { schedule, warmupSteps, steps } }) =>
  schedule === 'constant' || warmupSteps <= steps
    ? null
    : {
        paths: ['pretrain.warmupSteps', 'pretrain.steps', 'pretrain.schedule'],
        message: `The warm-up (${warmupSteps} steps) is longer than the pre-training (${steps}).`,
        hint: 'pretrain.warmupSteps must be at most pretrain.steps.',
      };

const transferredLayersExist: Check = ({ finetune: { transferredLayers }, model: { layers } }) =>
  transferredLayers === null || transferredLayers <= layers
    ? null
    : {
        paths: ['finetune.transferredLayers', 'model.layers'],
        message: `finetune.transferredLayers is ${transferredLayers}, but the model has ${layers} layers.`,
        hint: `Expected 0 to ${layers}, or null for all of them.`,
      };

/** Hold for the reference and for every variant. */
export const CHECKS: readonly Check[] = [
  headsDivideHiddenSize,
  rotaryHeadsAreEven,
  contextHoldsAnInput,
  warmupEndsInTraining,
  transferredLayersExist,
  promptsExist,
];

const scratchTransfersNothing: Check = ({ finetune: { initFrom, transferredLayers } }) =>
  initFrom === 'pretraining' || transferredLayers === null
    ? null
    : {
        paths: ['finetune.transferredLayers', 'finetune.initFrom'],
        message:
          'finetune.transferredLayers is given, but finetune.initFrom is scratch: nothing is transferred.',
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
export const REFERENCE_CHECKS: readonly Check[] = [
  ...CHECKS,
  scratchTransfersNothing,
  workersHaveThreads,
  miniatureHasTasks,
];

/** The violations of one experiment. */
export function violationsOf(experiment: Experiment, checks: readonly Check[]): Violation[] {
  return checks.map((check) => check(experiment)).filter((violation) => violation !== null);
}

/** The divisors that a number of heads may be, up to 64. */
function divisors(hiddenSize: number): number[] {
  return Array.from({ length: Math.min(hiddenSize, 64) }, (_, i) => i + 1).filter(
    (n) => hiddenSize % n === 0,
  );
}
