/** What an experiment asked, in lines. */
import type { Experiment } from '../../experiment/schema.js';
import type { FinetuneOptions } from '../../stages/finetune/options.js';
import type { OptimizerOptions } from '../../training/options.js';
import type { PretrainOptions } from '../../stages/pretrain/options.js';
import { familyOf } from '../../models/index.js';
import { TASKS } from '../../tasks/index.js';
import { factorsOf, levelsOf, referenceLevel } from '../../experiment/factors.js';
import type { Line } from '../model.js';
import type { Recorded } from '../../results/recorded.js';
import { grouped } from '../tables/numbers.js';

export function askedLines(recorded: Recorded): readonly Line[] {
  const { plan } = recorded;
  const { experiment, variants } = plan;
  const { tokenizer, model, pretrain, finetune, evaluate, seeds } = experiment;
  const factors = factorsOf(plan).map((path) => ({
    label: `Factor ${path}`,
    value: levelsText(plan, path),
  }));
  return [
    { label: 'Variants', value: `${variants.length}, by the design ${experiment.sweep.design}` },
    ...factors,
    { label: 'Seeds', value: seeds.join(', ') },
    { label: 'Tasks', value: evaluate.tasks.map((task) => TASKS[task].title).join(', ') },
    { label: 'Data', value: dataText(experiment) },
    {
      label: 'Tokenizer',
      value: `byte-pair encoding, ${grouped(tokenizer.vocabularySize)} entries, trained on the corpus`,
    },
    { label: 'Model', value: familyOf(model).describe(model) },
    { label: 'Dropout', value: pairs(familyOf(model).dropout(model)) },
    { label: 'Pre-training', value: pretrainText(pretrain) },
    { label: 'Fine-tuning', value: finetuneText(finetune) },
    { label: 'Baselines', value: evaluate.baselines.length === 0 ? 'none' : evaluate.baselines.join(', ') },
    { label: 'Command', value: commandOf(recorded) },
  ];
}

/** What runs the experiment again, with what its command line set. */
export function commandOf({ plan: { experiment, overrides } }: Recorded): string {
  const sets = overrides.map((override) => ` --set ${quoted(override)}`);
  return `reprise run experiments/${experiment.name}.yaml${sets.join('')}`;
}

/** For a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w./=:,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

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
    `corpus ${pretrain.corpus}; ${evaluate.source} tasks, ${limit(finetune.maxTrainExamples)} training examples a task, ` +
    `${limit(evaluate.maxExamples)} evaluated of each split`
  );
}

function pretrainText({ steps, batchSize, schedule, warmupSteps, optimizer }: PretrainOptions): string {
  const parts = [
    `${grouped(steps)} updates of ${batchSize} sequences`,
    `schedule ${schedule} with ${grouped(warmupSteps)} updates of warm-up`,
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
    initFrom === 'scratch' ? 'from scratch' : `from pre-training (${transferredLayers ?? 'all'} layers)`,
    `inputs as ${inputFormat}`,
    `language-model loss weighted ${lmLossWeight}`,
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, ${batchSize} examples an update`,
    `schedule ${schedule} with a share of ${warmupFraction} of warm-up`,
    optimizerText(optimizer),
  ];
  return parts.join(', ');
}

function optimizerText({ learningRate, beta1, beta2, weightDecay, maxGradNorm }: OptimizerOptions): string {
  const clipping = maxGradNorm === null ? 'no clipping' : `gradient norm clipped at ${maxGradNorm}`;
  return `Adam (peak ${learningRate}, β ${beta1} and ${beta2}, decoupled L2 ${weightDecay}, ${clipping})`;
}

const pairs = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
