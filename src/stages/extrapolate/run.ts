/**
 * Stage: held-out loss beyond the trained context length. Every length reads the same stretches of held-out text, each as
 * long as the longest context, cut into windows of its own length. Of a learned table of positions, the rows that training
 * never had are as a fresh model has them.
 */
import { tidy } from '@tensorflow/tfjs-core';
import { openEngine } from '../../engines/open.js';
import type { Engine } from '../../engines/engine.js';
import type { NamedValues, WeightValues } from '../../engines/values.js';
import { UserError } from '../../failure.js';
import { familyOf, tableRows, type ModelOptions } from '../../models/index.js';
import { freshWeights } from '../../models/shared/initialisation.js';
import { openTokenizer } from '../../tokenizer/open.js';
import { openTokens } from '../../tokenizer/tokens.js';
import { evenWindows } from '../../training/batches.js';
import { PRETRAINING } from '../../training/objectives/index.js';
import { loadTrained } from '../../training/trained.js';
import type { RunStage, StageContext } from '../stage.js';
import type { Metric } from '../result.js';
import { lengthened, STRETCHES } from './declare.js';
import type { ExtrapolateSpec } from './declare.js';

/** Held-out text, and where its stretches begin. */
interface Text {
  readonly tokens: Uint16Array;
  readonly starts: readonly number[];
  /** Tokens of a stretch. */
  readonly length: number;
}

export const run: RunStage<ExtrapolateSpec> = async ({ spec }, context) => {
  const text = await heldout(spec, context);
  const engine = await openEngine(context.engine);
  const factors = [1, ...spec.factors];
  const metrics: Metric[] = [];
  for (const [index, factor] of factors.entries()) {
    const model = lengthened(spec.model, factor);
    const value = await lossAt({ model, engine, weights: await weightsOf(model, spec, context) }, text);
    metrics.push({ name: 'loss', split: 'heldout', step: model.contextLength, value });
    context.progress(index + 1, factors.length);
  }
  return { metrics, predictions: [], facts: { tokens: factors.length * text.starts.length * text.length } };
};

/** Throws UserError where the held-out text has no stretch of the longest context. */
async function heldout({ tokenize, model, factors }: ExtrapolateSpec, context: StageContext): Promise<Text> {
  const { heldout: tokens } = await openTokens(context.artifacts(tokenize));
  const length = Math.max(...factors) * model.contextLength;
  const starts = evenWindows(tokens.length, length, STRETCHES);
  if (starts.length > 0) return { tokens, starts, length };
  throw new UserError(
    `The corpus has ${tokens.length} held-out tokens; evaluate.contextFactors up to ${Math.max(...factors)} with ` +
      `model.contextLength ${model.contextLength} needs at least ${length + 1}. Use a longer corpus or smaller factors.`,
  );
}

/** The trained weights; where a longer model has more rows, these behind them. */
async function weightsOf(
  model: ModelOptions,
  { tokenize, pretrain, seed }: ExtrapolateSpec,
  context: StageContext,
): Promise<NamedValues> {
  const { vocabularySize } = await openTokenizer(context.artifacts(tokenize));
  const trained = await loadTrained(context.artifacts(pretrain));
  const shapes = familyOf(model).weights.shapes(model, tableRows(model, vocabularySize));
  const fresh = freshWeights(shapes, { std: model.initialisation.std, stream: ['extrapolate', seed] });
  return new Map([...fresh].map(([name, weight]) => [name, filled(weight, trained.get(name)!)]));
}

/** With the trained rows first. */
function filled({ shape, values }: WeightValues, trained: WeightValues): WeightValues {
  values.set(trained.values);
  return { shape, values };
}

interface Opened {
  readonly model: ModelOptions;
  readonly engine: Engine;
  readonly weights: NamedValues;
}

/** Mean over all windows of the model's length, a stretch of text at once. In nats per token. */
async function lossAt({ model, engine, weights }: Opened, { tokens, starts, length }: Text): Promise<number> {
  const family = familyOf(model);
  const objective = PRETRAINING[family.objective];
  const opened = engine.openWeights(weights);
  const network = (await family.network()).open(engine, model, opened.weights);
  const windows = Math.floor(length / model.contextLength);
  let total = 0;
  try {
    for (const start of starts) {
      const within = Array.from({ length: windows }, (_, index) => start + index * model.contextLength);
      const at = { tokens, starts: within, length: model.contextLength };
      const loss = tidy(() => objective.ofWindows(network, at, null));
      total += (await loss.data<'float32'>())[0]!;
      loss.dispose();
    }
  } finally {
    network.dispose();
    opened.dispose();
  }
  return total / starts.length;
}
