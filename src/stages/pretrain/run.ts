/** Stage: pre-training of a language model on a tokenized corpus. Artifact: weights.bin. */
import { tidy } from '@tensorflow/tfjs-core';
import { openEngine } from '../../engines/open.js';
import { UserError } from '../../failure.js';
import { freshWeights } from '../../models/shared/initialisation.js';
import { openModel } from '../../models/gpt/network.js';
import type { LanguageModel } from '../../models/gpt/network.js';
import { countWeights, weightShapes } from '../../models/gpt/weights.js';
import type { Weights } from '../../models/gpt/weights.js';
import { seedOf } from '../../random/stream.js';
import { openTokenizer } from '../../tokenizer/open.js';
import { openTokens } from '../../tokenizer/tokens.js';
import { evenWindows, sampleWindows, windowBatch } from '../../training/batches.js';
import type { WindowBatch } from '../../training/batches.js';
import { train } from '../../training/loop.js';
import type { Losses, Objective } from '../../training/loop.js';
import { SCHEDULES } from '../../training/schedules.js';
import type { PlannedStage, RunStage, StageContext } from '../stage.js';
import type { PretrainSpec } from './declare.js';
import { keepTrained } from '../trained.js';
import type { TrainedStage } from '../trained.js';

/** Held-out sequences that every held-out loss is measured on, at most. */
const HELDOUT_SEQUENCES = 64;

type Corpus = Awaited<ReturnType<typeof openTokens>>;

export const run: RunStage<PretrainSpec> = (stage, context) =>
  keepTrained(context.artifacts(stage.key), () => pretrain(stage, context));

async function pretrain(stage: PlannedStage<PretrainSpec>, context: StageContext): Promise<TrainedStage> {
  const { spec } = stage;
  const engine = await openEngine(context.engine);
  const { size } = await openTokenizer(context.artifacts(spec.tokenize));
  const corpus = await openTokens(context.artifacts(spec.tokenize));
  checkLength(corpus, spec);
  const { steps, warmupSteps, schedule, checkpointEvery, optimizer, batchSize } = spec.pretrain;
  const { weights, metrics } = await train({
    engine,
    folder: context.artifacts(stage.key),
    total: steps,
    checkpointEvery,
    optimizer,
    schedule: (step) => SCHEDULES[schedule](step, { total: steps, warmup: warmupSteps }),
    initial: () =>
      freshWeights(weightShapes(spec.model, size), {
        deviation: spec.model.initialisation.std,
        stream: ['pretrain', spec.seed],
      }),
    open: (opened: Weights) => languageObjective(openModel(engine, spec.model, opened), spec, corpus),
    progress: (done, total) => context.progress(done, total),
  });
  const tokens = steps * batchSize * spec.model.contextLength;
  const facts = { parameters: countWeights(weights), tokens, steps };
  return { weights, result: { metrics, predictions: [], facts } };
}

function checkLength({ train: trainTokens, heldout }: Corpus, { model }: PretrainSpec): void {
  const needed = model.contextLength + 1;
  if (trainTokens.length >= needed && heldout.length >= needed) return;
  throw new UserError(
    `The corpus has ${trainTokens.length} training and ${heldout.length} held-out tokens; with model.contextLength ` +
      `${model.contextLength} each part needs at least ${needed}. Use a longer corpus or a shorter context.`,
  );
}

/** The loss over windows of the corpus drawn by seed, and now and then the held-out loss; benchmarks train on it, too. */
export function languageObjective(model: LanguageModel, spec: PretrainSpec, corpus: Corpus): Objective {
  const { pretrain: options, seed } = spec;
  const length = spec.model.contextLength;
  const sampling = { tokens: corpus.train.length, length, batch: options.batchSize, seed };
  const dropoutSeed = seedOf('pretrain', seed, 'dropout');
  return {
    losses: (step): Losses => {
      const windows = windowBatch(corpus.train, sampleWindows(sampling, step), length);
      const loss = languageLoss(model, windows, { seed: dropoutSeed, step });
      return { total: loss, parts: { loss } };
    },
    measure: (step) => {
      if (step % options.evaluateEvery !== 0 && step !== options.steps) return [];
      return [
        {
          name: 'loss',
          split: 'heldout',
          step,
          value: heldoutLoss(model, corpus.heldout, options.batchSize),
        },
      ];
    },
    dispose: () => model.dispose(),
  };
}

function languageLoss(
  model: LanguageModel,
  windows: WindowBatch,
  dropout: { seed: number; step: number } | null,
) {
  const { targets, weights } = windows.next;
  return model.engine.ops.tiedCrossEntropy(
    model.states(windows.batch, dropout),
    model.output,
    targets,
    weights,
  );
}

/** Mean nats per token over the same held-out windows each time, `batch` windows at once. */
function heldoutLoss(model: LanguageModel, tokens: Uint16Array, batch: number): number {
  const length = model.options.contextLength;
  const starts = evenWindows(tokens.length, length, HELDOUT_SEQUENCES);
  let total = 0;
  for (let from = 0; from < starts.length; from += batch) {
    const some = starts.slice(from, from + batch);
    const windows = windowBatch(tokens, some, length);
    total += some.length * tidy(() => languageLoss(model, windows, null).dataSync()[0]);
  }
  return total / starts.length;
}
