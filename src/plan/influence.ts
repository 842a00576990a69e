/**
 * What each option of an experiment can change: by which way it enters, and which stages get another key. An option that
 * is not in this map does not compile, and the mutation test (test/plan/mutation.test.ts) holds the keys to it.
 */
import { OPTION_PATHS } from '../experiment/options.js';
import type { OptionPath } from '../experiment/schema.js';
import { DECLARATIONS } from '../stages/index.js';
import type { StageKind, StageSpec } from '../stages/index.js';
import type { Declaration } from '../stages/stage.js';

/**
 * How an option enters: by its `value`; by the `bytes` of the data that it names; by the engine's `numerics` version;
 * `selection`: it says which stages there are; `nothing`: it changes no result.
 */
export type Way = 'value' | 'bytes' | 'numerics' | 'selection' | 'nothing';

type OfModel = Extract<OptionPath, `model.${string}`>;

const OTHERS: Readonly<Record<Exclude<OptionPath, OfModel>, Way>> = {
  name: 'nothing',
  description: 'nothing',
  extends: 'nothing',
  'tokenizer.vocabularySize': 'value',
  'pretrain.corpus': 'bytes',
  'pretrain.weights': 'bytes',
  'pretrain.seed': 'value',
  'pretrain.steps': 'value',
  'pretrain.batchSize': 'value',
  'pretrain.schedule': 'value',
  'pretrain.scheduleFloor': 'value',
  'pretrain.warmupSteps': 'value',
  'pretrain.optimizer.learningRate': 'value',
  'pretrain.optimizer.beta1': 'value',
  'pretrain.optimizer.beta2': 'value',
  'pretrain.optimizer.epsilon': 'value',
  'pretrain.optimizer.weightDecay': 'value',
  'pretrain.optimizer.decayEmbeddings': 'value',
  'pretrain.optimizer.maxGradNorm': 'value',
  'pretrain.evaluateEvery': 'value',
  'pretrain.checkpointEvery': 'nothing',
  'pretrain.keepEvery': 'value',
  'pretrain.averageDecay': 'value',
  'finetune.initFrom': 'value',
  'finetune.transferredLayers': 'value',
  'finetune.inputFormat': 'value',
  'finetune.lmLossWeight': 'value',
  'finetune.dropout': 'value',
  'finetune.epochs': 'value',
  'finetune.batchSize': 'value',
  'finetune.maxTrainExamples': 'value',
  'finetune.taskLimits': 'value',
  'finetune.schedule': 'value',
  'finetune.scheduleFloor': 'value',
  'finetune.warmupFraction': 'value',
  'finetune.optimizer.learningRate': 'value',
  'finetune.optimizer.beta1': 'value',
  'finetune.optimizer.beta2': 'value',
  'finetune.optimizer.epsilon': 'value',
  'finetune.optimizer.weightDecay': 'value',
  'finetune.optimizer.decayEmbeddings': 'value',
  'finetune.optimizer.maxGradNorm': 'value',
  'finetune.checkpointEvery': 'nothing',
  'evaluate.mode': 'selection',
  'evaluate.source': 'bytes',
  'evaluate.tasks': 'selection',
  'evaluate.maxExamples': 'value',
  'evaluate.contextFactors': 'value',
  'evaluate.batchSize': 'nothing',
  'evaluate.baselines': 'selection',
  'sweep.design': 'selection',
  'sweep.factors': 'selection',
  'sweep.variants': 'selection',
  'sweep.samples': 'selection',
  'sweep.seed': 'selection',
  hypotheses: 'nothing',
  seeds: 'selection',
  // Whatever of the engine can change bits goes through its numerics version.
  'engine.name': 'numerics',
  'engine.precision': 'numerics',
  'engine.workers': 'nothing',
  'engine.threads': 'nothing',
  'engine.stallTimeout': 'nothing',
  'report.title': 'nothing',
  'report.published': 'nothing',
  'report.expected': 'nothing',
};

/** Whatever a model family has for options says what its models compute. */
const OF_MODEL = Object.fromEntries(
  OPTION_PATHS.filter((path) => path.startsWith('model.')).map((path) => [path, 'value']),
) as Readonly<Record<OfModel, Way>>;

export const WAYS: Readonly<Record<OptionPath, Way>> = { ...OTHERS, ...OF_MODEL };

/** Kinds of stages whose keys another value of the option changes, and no others': those that read it, and what reads those. */
export function influencedBy(path: OptionPath): readonly StageKind[] {
  const changed = new Set<StageKind>();
  const isChanged = (one: Declaration<StageSpec>): boolean =>
    readsItself(one, path) || one.inputs.some((kind) => changed.has(kind as StageKind));
  let before: number;
  do {
    before = changed.size;
    for (const one of DECLARATIONS) if (isChanged(one)) changed.add(one.kind);
  } while (changed.size > before);
  return DECLARATIONS.map(({ kind }) => kind).filter((kind) => changed.has(kind));
}

function readsItself({ reads, ignores }: Declaration<StageSpec>, path: OptionPath): boolean {
  return reads.some((read) => path === read || path.startsWith(`${read}.`)) && !ignores.includes(path);
}
