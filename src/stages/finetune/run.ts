/** Stage: fine-tuning on one task, from pre-training or from scratch. Artifact: weights.bin. */
import { add, mul } from '@tensorflow/tfjs-core';
import { openEngine } from '../../engines/open.js';
import { freshWeights } from '../../models/shared/initialisation.js';
import { transferWeights } from '../../models/shared/transfer.js';
import { openModel } from '../../models/gpt/network.js';
import { countWeights, weightShapes } from '../../models/gpt/weights.js';
import type { NamedValues } from '../../models/gpt/weights.js';
import type { Stage, StageSpec } from '../../plan/plan.js';
import { seedOf } from '../../random/stream.js';
import { TASKS } from '../../tasks/index.js';
import { outputsOf } from '../../tasks/task.js';
import type { Task } from '../../tasks/task.js';
import { openTokenizer } from '../../tokenizer/open.js';
import type { Tokenizer } from '../../tokenizer/tokenizer.js';
import { epochSampler, updatesPerEpoch } from '../../training/batches.js';
import { train } from '../../training/loop.js';
import type { Objective } from '../../training/loop.js';
import { SCHEDULES_BY_NAME } from '../../training/schedules.js';
import { classificationLosses, headOf, headShapes } from '../classification.js';
import type { Classification } from '../classification.js';
import { encodeExample } from '../encoding.js';
import type { EncodedExample } from '../encoding.js';
import { drawn, readTrain } from '../examples.js';
import type { RunStage, StageContext } from '../stage.js';
import { keepTrained, loadTrained } from '../trained.js';
import type { TrainedStage } from '../trained.js';

type FinetuneSpec = Extract<StageSpec, { kind: 'finetune' }>;

/** What the parts of this stage share. */
interface Setting {
  readonly spec: FinetuneSpec;
  readonly context: StageContext;
  readonly task: Task;
  readonly tokenizer: Tokenizer;
  readonly examples: readonly EncodedExample[];
}

export const runFinetune: RunStage<'finetune'> = (stage, context) =>
  keepTrained(context.artifacts(stage.key), () => finetune(stage, context));

async function finetune(stage: Stage & { spec: FinetuneSpec }, context: StageContext): Promise<TrainedStage> {
  const { spec } = stage;
  const task = TASKS[spec.task];
  const split = await readTrain(spec, context);
  const tokenizer = await openTokenizer(context.artifacts(spec.tokenize));
  const encoding = { task, tokenizer, format: spec.finetune.inputFormat, context: spec.model.contextLength };
  const chosen = drawn(split.examples, { ...spec, wanted: spec.finetune.maxTrainExamples });
  const examples = chosen.map((example) => encodeExample(example, encoding));
  const setting = { spec, context, task, tokenizer, examples };
  const { weights, metrics } = await trainTask(setting, context.artifacts(stage.key));
  const facts = {
    parameters: countWeights(weights),
    tokens: spec.finetune.epochs * countTokens(examples),
    updates: totalUpdates(setting),
    examples: { train: examples.length },
    rejected: { train: split.rejected.length },
    unlabelled: { train: split.unlabelled },
    truncatedExamples: examples.filter(({ truncated }) => truncated).length,
  };
  return { weights, result: { metrics, predictions: [], facts } };
}

function countTokens(examples: readonly EncodedExample[]): number {
  let total = 0;
  for (const { sequences } of examples) for (const sequence of sequences) total += sequence.length;
  return total;
}

function totalUpdates({ spec: { finetune: options }, examples }: Setting): number {
  return options.epochs * updatesPerEpoch({ examples: examples.length, batch: options.batchSize });
}

async function trainTask(setting: Setting, folder: string) {
  const { spec, context, task } = setting;
  const engine = await openEngine(context.engine);
  const start = await startingWeights(setting);
  const { schedule, warmupFraction, checkpointEvery, optimizer, inputFormat } = spec.finetune;
  const total = totalUpdates(setting);
  const head = headOf(task, inputFormat);
  return train({
    engine,
    folder,
    total,
    checkpointEvery,
    optimizer,
    schedule: (step) => SCHEDULES_BY_NAME[schedule](step, { total, warmup: warmupFraction * total }),
    initial: () => start,
    open: (weights) => {
      const model = openModel(engine, spec.model, weights);
      return taskObjective({ model, head, classes: outputsOf(task.output) }, setting);
    },
    progress: (done, updates) => context.progress(done, updates),
  });
}

/** Fresh weights of model and head, replaced where pre-training has them and they are transferred. */
async function startingWeights({ spec, context, task, tokenizer }: Setting): Promise<NamedValues> {
  const { model, finetune: options } = spec;
  const head = headShapes(headOf(task, options.inputFormat), task, model.hiddenSize);
  const fresh = freshWeights([...weightShapes(model, tokenizer.size), ...head], {
    deviation: model.initialisation.std,
    stream: ['finetune', spec.task, spec.seed],
  });
  if (spec.pretrain === null) return fresh;
  const { start, delimiter, extract } = tokenizer.special;
  return transferWeights(await loadTrained(context.artifacts(spec.pretrain)), fresh, {
    layers: (options.transferredLayers ?? model.layers) < model.layers ? options.transferredLayers : null,
    freshRows: [start, delimiter, extract],
  });
}

/** Task loss + λ · language-model loss (Radford et al. 2018, equation 5); benchmarks train on it, too. */
export function taskObjective(
  classification: Classification,
  { spec, examples }: Pick<Setting, 'spec' | 'examples'>,
): Objective {
  const { lmLossWeight, batchSize } = spec.finetune;
  const stream = ['finetune', spec.task, spec.seed];
  const sample = epochSampler({ examples: examples.length, batch: batchSize, stream });
  const seed = seedOf(...stream, 'dropout');
  return {
    losses: (step) => {
      const { task, language } = classificationLosses(
        classification,
        sample(step).map((index) => examples[index]),
        { dropout: { seed, step }, language: lmLossWeight > 0 },
      );
      if (language === null) return { total: task, parts: { 'task-loss': task } };
      return {
        total: add(task, mul(language, lmLossWeight)),
        parts: { 'task-loss': task, loss: language },
      };
    },
    measure: () => [],
    dispose: () => classification.model.dispose(),
  };
}
