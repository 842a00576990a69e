/**
 * What each option of an experiment can change: which stages get another key, and by which way. An option that is
 * not in this map does not compile, and the mutation test (test/plan/mutation.test.ts) holds the keys to it.
 */
import type { OptionPath } from '../experiment/schema.js';
import type { StageKind } from './plan.js';

export interface Influence {
  /**
   * How it enters: by its `value`; by the `bytes` of the data that it names; by the engine's `numerics` version;
   * `selection`: it says which stages there are; `nothing`: it changes no result.
   */
  readonly by: 'value' | 'bytes' | 'numerics' | 'selection' | 'nothing';
  /** Kinds of stages whose keys it changes, and no others'. */
  readonly changes: readonly StageKind[];
}

type Way = Influence['by'];

const from =
  (...changes: readonly StageKind[]) =>
  (by: Way = 'value'): Influence => ({ by, changes });

const tokens = from('tokenize', 'pretrain', 'finetune', 'evaluate', 'overlap');
const training = from('pretrain', 'finetune', 'evaluate');
const finetuning = from('finetune', 'evaluate');
const selection: Influence = { by: 'selection', changes: [] };
const nothing: Influence = { by: 'nothing', changes: [] };

export const INFLUENCES: Readonly<Record<OptionPath, Influence>> = {
  name: nothing,
  description: nothing,
  extends: nothing,
  'tokenizer.vocabularySize': tokens(),
  'model.family': training(),
  'model.layers': training(),
  'model.hiddenSize': training(),
  'model.heads': training(),
  'model.contextLength': training(),
  'model.positionEncoding': training(),
  'model.activation': training(),
  'model.norm': training(),
  'model.dropout.embedding': training(),
  'model.dropout.residual': training(),
  'model.dropout.attention': training(),
  'model.dropout.classifier': finetuning(),
  'model.tieEmbeddings': training(),
  'model.initialisation.std': training(),
  'pretrain.corpus': tokens('bytes'),
  'pretrain.steps': training(),
  'pretrain.batchSize': training(),
  'pretrain.schedule': training(),
  'pretrain.warmupSteps': training(),
  'pretrain.optimizer.learningRate': training(),
  'pretrain.optimizer.beta1': training(),
  'pretrain.optimizer.beta2': training(),
  'pretrain.optimizer.epsilon': training(),
  'pretrain.optimizer.weightDecay': training(),
  'pretrain.optimizer.maxGradNorm': training(),
  'pretrain.evaluateEvery': training(),
  'pretrain.checkpointEvery': nothing,
  'finetune.initFrom': finetuning(),
  'finetune.transferredLayers': finetuning(),
  'finetune.inputFormat': finetuning(),
  'finetune.lmLossWeight': finetuning(),
  'finetune.epochs': finetuning(),
  'finetune.batchSize': finetuning(),
  'finetune.maxTrainExamples': from('finetune', 'evaluate', 'overlap', 'baseline')(),
  'finetune.schedule': finetuning(),
  'finetune.warmupFraction': finetuning(),
  'finetune.optimizer.learningRate': finetuning(),
  'finetune.optimizer.beta1': finetuning(),
  'finetune.optimizer.beta2': finetuning(),
  'finetune.optimizer.epsilon': finetuning(),
  'finetune.optimizer.weightDecay': finetuning(),
  'finetune.optimizer.maxGradNorm': finetuning(),
  'finetune.checkpointEvery': nothing,
  'evaluate.source': from('finetune', 'evaluate', 'overlap', 'baseline')('bytes'),
  'evaluate.tasks': selection,
  'evaluate.maxExamples': from('evaluate', 'overlap', 'baseline')(),
  'evaluate.batchSize': nothing,
  'evaluate.baselines': selection,
  'sweep.design': selection,
  'sweep.factors': selection,
  'sweep.variants': selection,
  'sweep.samples': selection,
  'sweep.seed': selection,
  hypotheses: nothing,
  // Which trials there are; and the first one trains the baselines.
  seeds: from('baseline')('selection'),
  // Whatever of the engine can change bits goes through its numerics version.
  'engine.name': training('numerics'),
  'engine.precision': training('numerics'),
  'engine.workers': nothing,
  'engine.threads': nothing,
  'engine.stallTimeout': nothing,
  'report.title': nothing,
  'report.published': nothing,
};
