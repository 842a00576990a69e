/** Stage: pre-training of a model on a tokenized corpus. Artifact: weights.bin. */
import { openEngine } from '../../engines/open.js';
import { countNumbers } from '../../engines/values.js';
import { UserError } from '../../failure.js';
import { familyOf, tableRows } from '../../models/index.js';
import { freshWeights } from '../../models/shared/initialisation.js';
import { undecayedNames } from '../../models/shared/shapes.js';
import { openTokenizer } from '../../tokenizer/open.js';
import { openTokens } from '../../tokenizer/tokens.js';
import type { CorpusTokens } from '../../tokenizer/tokens.js';
import { train } from '../../training/loop.js';
import { PRETRAINING } from '../../training/objectives/index.js';
import { heldoutBytesPerToken, pretrainingObjective } from '../../training/pretraining.js';
import { rateFactor } from '../../training/schedules.js';
import { keepTrained } from '../../training/trained.js';
import type { Trained } from '../../training/trained.js';
import type { StageResult } from '../result.js';
import type { PlannedStage, RunStage, StageContext } from '../stage.js';
import type { PretrainSpec } from './declare.js';
import { keptSteps } from './options.js';

export const run: RunStage<PretrainSpec> = (stage, context) =>
  keepTrained(context.artifacts(stage.key), () => pretrain(stage, context));

async function pretrain(
  { key, spec }: PlannedStage<PretrainSpec>,
  context: StageContext,
): Promise<Trained<StageResult>> {
  const { model, pretrain: options, seed } = spec;
  const tokenizer = await openTokenizer(context.artifacts(spec.tokenize));
  const corpus = await openTokens(context.artifacts(spec.tokenize));
  checkLength(corpus, model.contextLength);
  const family = familyOf(model);
  const [engine, { open }] = await Promise.all([openEngine(context.engine), family.network()]);
  const objective = PRETRAINING[family.objective];
  const { steps, warmupSteps, optimizer } = options;
  const shapes = family.weights.shapes(model, tableRows(model, tokenizer.vocabularySize));
  const { weights, metrics } = await train({
    engine,
    folder: context.artifacts(key),
    total: steps,
    checkpointEvery: options.checkpointEvery,
    keepEvery: options.keepEvery,
    averageDecay: options.averageDecay,
    optimizer,
    undecayed: undecayedNames(shapes, optimizer),
    schedule: (step) => rateFactor(options, step, { total: steps, warmup: warmupSteps }),
    initial: () =>
      freshWeights(shapes, {
        std: model.initialisation.std,
        stream: ['pretrain', seed],
      }),
    open: (opened) =>
      pretrainingObjective(open(engine, model, opened), {
        objective,
        corpus,
        length: model.contextLength,
        options,
        seed,
      }),
    opened: (earlier) => context.opened(earlier),
    progress: (done, total) => context.progress(done, total),
    stop: context.stop,
    event: (event) => context.event(event),
  });
  const tokens = steps * options.batchSize * model.contextLength;
  const kept = keptSteps(options);
  const facts = {
    parameters: countNumbers(weights),
    tokens,
    steps,
    heldoutBytesPerToken: heldoutBytesPerToken({ corpus, length: model.contextLength }, tokenizer),
    ...(kept.length === 0 ? {} : { keptSteps: kept }),
  };
  return { weights, result: { metrics, predictions: [], facts } };
}

function checkLength({ train: trainTokens, heldout }: CorpusTokens, contextLength: number): void {
  const needed = contextLength + 1;
  if (trainTokens.length >= needed && heldout.length >= needed) return;
  throw new UserError(
    `The corpus has ${trainTokens.length} training and ${heldout.length} held-out tokens; with model.contextLength ` +
      `${contextLength} each part needs at least ${needed}. Use a longer corpus or a shorter context.`,
  );
}
