/** The setup of an experiment, in lines. */
import type { Experiment } from '../../experiment/schema.js';
import { familyOf } from '../../models/index.js';
import type { FinetuneOptions } from '../../stages/finetune/options.js';
import type { PretrainOptions } from '../../stages/pretrain/options.js';
import type { OptimizerOptions } from '../../training/options.js';
import { TASKS } from '../../tasks/index.js';
import { factorsOf, levelsOf, referenceLevel } from '../../experiment/factors.js';
import { commandOf } from './commands.js';
import type { Line } from './line.js';
import { grouped } from './numbers.js';
import type { Recorded } from '../../results/recorded.js';

export function setupLines(recorded: Recorded): readonly Line[] {
  const { plan } = recorded;
  const { experiment, variants } = plan;
  const { tokenizer, model, pretrain, finetune, evaluate, seeds } = experiment;
  const factors = factorsOf(plan).map((path) => ({
    label: `Factor ${path}`,
    value: levelsText(plan, path),
  }));
  return [
    { label: 'Variants', value: `${variants.length}, ${experiment.sweep.design} design` },
    ...factors,
    { label: 'Seeds', value: seeds.join(', ') },
    { label: 'Tasks', value: evaluate.tasks.map((task) => TASKS[task].title).join(', ') },
    { label: 'Data', value: dataText(experiment) },
    {
      label: 'Tokenizer',
      value: `byte-pair encoding trained on the corpus, vocabulary size ${grouped(tokenizer.vocabularySize)}`,
    },
    { label: 'Model', value: familyOf(model).describe(model) },
    { label: 'Dropout', value: pairs(familyOf(model).dropout(model)) },
    { label: 'Pre-training', value: pretrainText(pretrain) },
    { label: 'Fine-tuning', value: finetuneText(finetune) },
    {
      label: 'Non-neural baselines',
      value: evaluate.baselines.length === 0 ? 'none' : evaluate.baselines.join(', '),
    },
    { label: 'Command', value: commandOf(recorded) },
  ];
}

/** The reference first, since the others are compared with it. */
function levelsText(plan: Recorded['plan'], path: string): string {
  const reference = referenceLevel(path, plan);
  const others = levelsOf(path, plan)
    .filter((level) => level !== reference)
    .map(String);
  return [`${String(reference)} (reference)`, ...others].join(', ');
}

function dataText({ evaluate, pretrain, finetune }: Experiment): string {
  const limit = (count: number | null): string => (count === null ? 'all' : `at most ${grouped(count)}`);
  return (
    `corpus ${pretrain.corpus}; ${evaluate.source} tasks, ${limit(finetune.maxTrainExamples)} training examples per task, ` +
    `${limit(evaluate.maxExamples)} evaluation examples per split`
  );
}

function pretrainText({ steps, batchSize, schedule, warmupSteps, optimizer }: PretrainOptions): string {
  const parts = [
    `${grouped(steps)} steps, batch size ${batchSize}`,
    `schedule ${schedule} with ${grouped(warmupSteps)} warm-up steps`,
    optimizerText(optimizer),
  ];
  return parts.join(', ');
}

function finetuneText(finetune: FinetuneOptions): string {
  const {
    initFrom,
    transferredLayers,
    inputFormat,
    lmLossWeight,
    epochs,
    batchSize,
    schedule,
    warmupFraction,
    optimizer,
  } = finetune;
  const parts = [
    initFrom === 'scratch'
      ? 'from scratch'
      : `from the pre-trained weights (${transferredLayers ?? 'all'} layers)`,
    `inputs as ${inputFormat}`,
    `language-model loss weight ${lmLossWeight}`,
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, batch size ${batchSize}`,
    `schedule ${schedule} with warm-up over a fraction of ${warmupFraction}`,
    optimizerText(optimizer),
  ];
  return parts.join(', ');
}

function optimizerText({ learningRate, beta1, beta2, weightDecay, maxGradNorm }: OptimizerOptions): string {
  const clipping = maxGradNorm === null ? 'no gradient clipping' : `gradient norm clipped at ${maxGradNorm}`;
  return `AdamW (peak learning rate ${learningRate}, β₁ ${beta1}, β₂ ${beta2}, weight decay ${weightDecay}, ${clipping})`;
}

const pairs = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
