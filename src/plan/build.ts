/** Experiment → plan. Pure: the same experiment and facts give the same plan, to the byte. */
import type { Experiment } from '../experiment/schema.js';
import type { TaskName } from '../tasks/index.js';
import { estimateOf, SPECIAL_SYMBOLS } from './estimate.js';
import { freeze } from './freeze.js';
import { stageKey } from './keys.js';
import type { Plan, PlanFacts, Stage, StageSpec, Trial, Variant } from './plan.js';
import { variantsOf } from './variants.js';

/** Stages found so far, each key once, inputs before what reads them. */
interface Draft {
  readonly facts: PlanFacts;
  readonly stages: Map<string, Stage>;
}

/** One variant with one seed. */
interface Cell {
  readonly variant: Variant;
  readonly seed: number;
}

/**
 * The frozen plan: each variant with each seed, and every stage that they and the baselines need, once. What two
 * trials share (tokens, a pre-training) is one stage with one key, labelled by the first trial that needs it.
 */
export function planExperiment(
  experiment: Experiment,
  facts: PlanFacts,
  overrides: readonly string[] = [],
): Plan {
  const variants = variantsOf(experiment);
  const draft: Draft = { facts, stages: new Map() };
  // First, because they are cheap and read every data set: what is wrong with one shows before hours of training.
  addBaselines(experiment, draft);
  const trials = variants.flatMap((variant) =>
    experiment.seeds.map((seed) => addTrial({ variant, seed }, draft)),
  );
  return freeze({
    experiment: structuredClone(experiment),
    overrides: [...overrides],
    variants,
    trials,
    stages: [...draft.stages.values()],
  });
}

function addBaselines({ evaluate, finetune, seeds }: Experiment, draft: Draft): void {
  for (const task of evaluate.tasks) {
    for (const method of evaluate.baselines) {
      const spec: StageSpec = {
        kind: 'baseline',
        method,
        task,
        source: evaluate.source,
        dataHash: dataHash(task, draft.facts),
        trainExamples: finetune.maxTrainExamples,
        examples: evaluate.maxExamples,
        seed: seeds[0] ?? 0,
      };
      add(spec, { label: `${method} ${task}`, inputs: [], entries: 0 }, draft);
    }
  }
}

function addTrial(cell: Cell, draft: Draft): Trial {
  const { experiment, name } = cell.variant;
  const tokenize = addTokenize(experiment, draft);
  const pretrain = experiment.finetune.initFrom === 'scratch' ? null : addPretrain(cell, tokenize, draft);
  const shared = pretrain === null ? [tokenize] : [tokenize, pretrain];
  const perTask = experiment.evaluate.tasks.flatMap((task) => {
    const overlap = addOverlap(cell, { tokenize, task }, draft);
    const finetune = addFinetune(cell, { tokenize, pretrain, task }, draft);
    return [overlap, finetune, addEvaluate(cell, { tokenize, finetune, task }, draft)];
  });
  return { variant: name, seed: cell.seed, stages: [...shared, ...perTask] };
}

function addTokenize({ tokenizer, pretrain }: Experiment, draft: Draft): string {
  const { corpus } = pretrain;
  const spec: StageSpec = { kind: 'tokenize', tokenizer, corpus, corpusHash: draft.facts.corpusHash };
  const label = `tokenize ${corpus} · ${tokenizer.vocabularySize} entries`;
  return add(spec, { label, inputs: [], entries: 0 }, draft);
}

function addPretrain(cell: Cell, tokenize: string, draft: Draft): string {
  const { model, pretrain } = cell.variant.experiment;
  const spec: StageSpec = { kind: 'pretrain', tokenize, model, pretrain, seed: cell.seed };
  return add(spec, { label: labelOf('pretrain', cell), inputs: [tokenize], entries: entriesOf(cell) }, draft);
}

function addFinetune(
  cell: Cell,
  from: { tokenize: string; pretrain: string | null; task: TaskName },
  draft: Draft,
): string {
  const { model, finetune, evaluate } = cell.variant.experiment;
  const spec: StageSpec = {
    kind: 'finetune',
    ...from,
    model,
    finetune,
    source: evaluate.source,
    dataHash: dataHash(from.task, draft.facts),
    seed: cell.seed,
  };
  const inputs = from.pretrain === null ? [from.tokenize] : [from.tokenize, from.pretrain];
  return add(
    spec,
    { label: labelOf(`finetune ${from.task}`, cell), inputs, entries: entriesOf(cell) },
    draft,
  );
}

function addEvaluate(
  cell: Cell,
  of: { tokenize: string; finetune: string; task: TaskName },
  draft: Draft,
): string {
  const { model, finetune, evaluate } = cell.variant.experiment;
  const spec: StageSpec = {
    kind: 'evaluate',
    ...of,
    model,
    inputFormat: finetune.inputFormat,
    source: evaluate.source,
    dataHash: dataHash(of.task, draft.facts),
    examples: evaluate.maxExamples,
    batch: evaluate.batchSize,
  };
  const inputs = [of.tokenize, of.finetune];
  return add(spec, { label: labelOf(`evaluate ${of.task}`, cell), inputs, entries: entriesOf(cell) }, draft);
}

/** One for all seeds where all training examples are used; else they draw different ones. */
function addOverlap(cell: Cell, of: { tokenize: string; task: TaskName }, draft: Draft): string {
  const { finetune, evaluate } = cell.variant.experiment;
  const spec: StageSpec = {
    kind: 'overlap',
    ...of,
    source: evaluate.source,
    dataHash: dataHash(of.task, draft.facts),
    trainExamples: finetune.maxTrainExamples,
    seed: finetune.maxTrainExamples === null ? null : cell.seed,
    examples: evaluate.maxExamples,
  };
  const what = `overlap ${of.task}`; // of all seeds and variants, unless the seed draws what is trained on
  const label = spec.seed === null ? what : labelOf(what, cell);
  return add(spec, { label, inputs: [of.tokenize], entries: 0 }, draft);
}

/** Adds a stage unless its key is there already. */
function add(
  spec: StageSpec,
  about: { label: string; inputs: readonly string[]; entries: number },
  { facts, stages }: Draft,
): string {
  const key = stageKey(spec, facts.numericsVersion);
  if (!stages.has(key)) {
    const estimate = estimateOf(spec, { facts, entries: about.entries });
    stages.set(key, { key, spec, inputs: about.inputs, label: about.label, estimate });
  }
  return key;
}

const labelOf = (what: string, { variant, seed }: Cell): string => `${what} · ${variant.name} · seed ${seed}`;

const entriesOf = ({ variant }: Cell): number =>
  variant.experiment.tokenizer.vocabularySize + SPECIAL_SYMBOLS;

function dataHash(task: TaskName, facts: PlanFacts): string {
  const hash = facts.dataHashes[task];
  if (hash === undefined) throw new Error(`Planning was told no hash of the data of ${task}.`);
  return hash;
}
