/** What the schema cannot say: options that are each valid and together make no sense. */
import type { Check, Violation } from './check.js';
import { familyOf } from '../models/index.js';
import { miniatureHasTasks, promptsExist, zeroShotFormsExist } from './check-tasks.js';
import type { Experiment } from './schema.js';

const contextHoldsAnInput: Check = ({ model }) => {
  const { shortestContext } = familyOf(model).input;
  return model.contextLength >= shortestContext
    ? null
    : {
        paths: ['model.contextLength'],
        message: `A context of ${model.contextLength} tokens holds the special symbols of a task's input and no text.`,
        hint: `Expected at least ${shortestContext}.`,
      };
};

const warmupEndsInTraining: Check = ({ pretrain: { schedule, warmupSteps, steps } }) =>
  schedule === 'constant' || warmupSteps <= steps
    ? null
    : {
        paths: ['pretrain.warmupSteps', 'pretrain.steps', 'pretrain.schedule'],
        message: `The warm-up (${warmupSteps} steps) is longer than the pre-training (${steps}).`,
        hint: 'pretrain.warmupSteps must be at most pretrain.steps.',
      };

const transferredLayersExist: Check = ({ finetune: { transferredLayers }, model }) => {
  const blocks = familyOf(model).size.blocks(model);
  return transferredLayers === null || transferredLayers <= blocks
    ? null
    : {
        paths: ['finetune.transferredLayers', 'model.layers'],
        message: `finetune.transferredLayers is ${transferredLayers}, but the model has ${blocks} layers.`,
        hint: `Expected 0 to ${blocks}, or null for all of them.`,
      };
};

const zeroShotIsOfPretraining: Check = ({ evaluate, finetune }) =>
  evaluate.mode !== 'zero-shot' || finetune.initFrom === 'pretraining'
    ? null
    : {
        paths: ['finetune.initFrom', 'evaluate.mode'],
        message:
          'evaluate.mode is zero-shot, but finetune.initFrom is scratch: there is nothing to evaluate.',
        hint: 'Remove finetune.initFrom, or set evaluate.mode to fine-tuned.',
      };

/** Hold for the reference and for every variant. */
export const CHECKS: readonly Check[] = [
  contextHoldsAnInput,
  warmupEndsInTraining,
  transferredLayersExist,
  promptsExist,
  zeroShotIsOfPretraining,
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

const expectedOfWholeSets: Check = (experiment) =>
  experiment.report.expected === null || areWholeSets(experiment)
    ? null
    : {
        paths: [
          'evaluate.maxExamples',
          'finetune.maxTrainExamples',
          'finetune.taskLimits',
          'evaluate.source',
          'report.expected',
        ],
        message:
          'The published scores are of the real sets in full, and are no expected values of anything else.',
        hint:
          'Set report.expected to null, or evaluate.source to real, and leave out evaluate.maxExamples, ' +
          'finetune.maxTrainExamples and finetune.taskLimits.',
      };

const expectedIsFineTuned: Check = ({ report, evaluate }) =>
  report.expected === null || evaluate.mode === 'fine-tuned'
    ? null
    : {
        paths: ['report.expected', 'evaluate.mode'],
        message: 'The published scores are of fine-tuned models, and evaluate.mode is zero-shot.',
        hint: 'Set report.expected to null, or evaluate.mode to fine-tuned.',
      };

const areWholeSets = ({ evaluate, finetune }: Experiment): boolean =>
  evaluate.source === 'real' &&
  evaluate.maxExamples === null &&
  finetune.maxTrainExamples === null &&
  Object.keys(finetune.taskLimits).length === 0;

/** Hold for what the file itself says. */
export const REFERENCE_CHECKS: readonly Check[] = [
  ...CHECKS,
  scratchTransfersNothing,
  workersHaveThreads,
  miniatureHasTasks,
  zeroShotFormsExist,
  expectedOfWholeSets,
  expectedIsFineTuned,
];

/** The violations of one experiment: what its model's options contradict first. */
export function violationsOf(experiment: Experiment, checks: readonly Check[]): Violation[] {
  const { model } = experiment;
  const ofModel = familyOf(model)
    .conflicts(model)
    .map(({ options, message, hint }) => ({ paths: options.map((name) => `model.${name}`), message, hint }));
  return [...ofModel, ...checks.map((check) => check(experiment)).filter((violation) => violation !== null)];
}
