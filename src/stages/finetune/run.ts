/** Stage: fine-tuning on one task, from pre-training or from scratch. Artifact: weights.bin. */
import { openEngine } from '../../engines/open.js';
import { countNumbers } from '../../engines/values.js';
import type { NamedValues } from '../../engines/values.js';
import { familyOf, tableRows } from '../../models/index.js';
import type { EncodedExample } from '../../models/input.js';
import { headShapes } from '../../models/shared/heads.js';
import { freshWeights } from '../../models/shared/initialisation.js';
import { undecayedNames } from '../../models/shared/shapes.js';
import { TASKS } from '../../tasks/index.js';
import { outputsOf } from '../../tasks/task.js';
import type { Split } from '../../tasks/task.js';
import { openTokenizer } from '../../tokenizer/open.js';
import { stepsPerEpoch } from '../../training/batches.js';
import { countTokens, finetuningObjective } from '../../training/finetuning.js';
import { train } from '../../training/loop.js';
import { PRETRAINING } from '../../training/objectives/index.js';
import { rateFactor } from '../../training/schedules.js';
import { headOf } from '../../training/task-model.js';
import { keepTrained, loadTrained } from '../../training/trained.js';
import type { Trained } from '../../training/trained.js';
import { drawn, readTrain } from '../examples.js';
import type { StageResult } from '../result.js';
import { tokenizerKey } from '../beginning.js';
import type { PlannedStage, RunStage, StageContext } from '../stage.js';
import type { FinetuneSpec } from './declare.js';
import { trainLimit } from './options.js';

/** What the parts of this stage share. */
interface Setting {
  readonly spec: FinetuneSpec;
  readonly context: StageContext;
  readonly vocabularySize: number;
  readonly examples: readonly EncodedExample[];
}

export const run: RunStage<FinetuneSpec> = (stage, context) =>
  keepTrained(context.artifacts(stage.key), () => finetune(stage, context));

async function finetune(
  stage: PlannedStage<FinetuneSpec>,
  context: StageContext,
): Promise<Trained<StageResult>> {
  const { spec } = stage;
  const split = await readTrain(spec, context);
  const setting = await encoded(split, spec, context);
  const { weights, metrics } = await trainTask(setting, context.artifacts(stage.key));
  const { examples } = setting;
  const facts = {
    parameters: countNumbers(weights),
    tokens: spec.finetune.epochs * countTokens(examples),
    steps: totalSteps(setting),
    examples: { train: examples.length },
    rejected: { train: split.rejected.length },
    unlabelled: { train: split.unlabelled },
    truncatedExamples: examples.filter(({ truncated }) => truncated).length,
  };
  return { weights, result: { metrics, predictions: [], facts } };
}

/** The examples that are trained on, as the family reads them. */
async function encoded(split: Split, spec: FinetuneSpec, context: StageContext): Promise<Setting> {
  const { model, finetune: options } = spec;
  const tokenizer = await openTokenizer(context.artifacts(tokenizerKey(spec)));
  const { input } = familyOf(model);
  const encoding = {
    task: TASKS[spec.task],
    tokenizer,
    format: options.inputFormat,
    contextLength: model.contextLength,
  };
  const examples = drawn(split.examples, { ...spec, wanted: trainLimit(options, spec.task) }).map((example) =>
    input.encode(example, encoding),
  );
  return { spec, context, vocabularySize: tokenizer.vocabularySize, examples };
}

function totalSteps({ spec: { finetune: options }, examples }: Setting): number {
  return options.epochs * stepsPerEpoch({ examples: examples.length, batch: options.batchSize });
}

async function trainTask(setting: Setting, folder: string) {
  const { spec, context, examples } = setting;
  const { model, finetune: options, seed } = spec;
  const family = familyOf(model);
  const [engine, { open }] = await Promise.all([openEngine(context.engine), family.network()]);
  const trained = options.dropout === null ? model : family.withDropout(model, options.dropout);
  const start = await startingWeights(setting);
  const shapes = family.weights.shapes(model, tableRows(model, setting.vocabularySize));
  const total = totalSteps(setting);
  const plan = { total, warmup: options.warmupFraction * total };
  const { output, head } = TASKS[spec.task];
  const finetuning = { objective: PRETRAINING[family.objective], examples, task: spec.task, options, seed };
  return train({
    engine,
    folder,
    total,
    checkpointEvery: options.checkpointEvery,
    keepEvery: null,
    averageDecay: null,
    optimizer: options.optimizer,
    undecayed: undecayedNames(shapes, options.optimizer),
    schedule: (step) => rateFactor(options, step, plan),
    initial: () => start,
    open: (weights) => {
      const network = open(engine, trained, weights);
      const taskModel = { network, input: family.input, head: headOf({ head }, options.inputFormat), output };
      return finetuningObjective(taskModel, finetuning);
    },
    opened: (earlier) => context.opened(earlier),
    progress: (done, steps) => context.progress(done, steps),
    stop: context.stop,
    event: (event) => context.event(event),
  });
}

/** Fresh weights of model and head, replaced where pre-training has them and they are transferred. */
async function startingWeights({ spec, context, vocabularySize }: Setting): Promise<NamedValues> {
  const { model, finetune: options } = spec;
  const { weights } = familyOf(model);
  const task = TASKS[spec.task];
  const head = headShapes(headOf(task, options.inputFormat), model.hiddenSize, outputsOf(task.output));
  const fresh = freshWeights([...weights.shapes(model, tableRows(model, vocabularySize)), ...head], {
    std: model.initialisation.std,
    stream: ['finetune', spec.task, spec.seed],
  });
  const from = options.initFrom === 'scratch' ? null : (spec.imported ?? spec.pretrain);
  if (from === null) return fresh;
  const pretrained = await loadTrained(context.artifacts(from));
  return weights.transfer(pretrained, fresh, {
    options: model,
    blocks: options.transferredLayers,
    vocabularySize,
  });
}
