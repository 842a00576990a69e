/**
 * What a language model makes of texts: the log-probabilities of continuations of a context, from which zero-shot
 * evaluation predicts (Radford et al. 2018, section 5). The text is the model's alone: no symbol of fine-tuning is in it.
 */
import { neg, stack, tidy } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { UserError } from '../failure.js';
import type { FamilyInput } from '../models/input.js';
import type { Network } from '../models/network.js';
import { rowsOfSequences } from '../models/shared/batch.js';
import { remembering, withoutMiddle } from '../models/shared/cutting.js';
import type { Example, ZeroShot } from '../tasks/task.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';

/** A question in tokens. */
export interface EncodedQuestion {
  readonly example: Example;
  /** The context and a continuation, for each continuation. */
  readonly sequences: readonly Int32Array[];
  /** Tokens of each sequence that are the context. */
  readonly context: number;
  /** Whether something was cut to what the model can read. */
  readonly truncated: boolean;
}

interface Encoding {
  readonly zeroShot: ZeroShot;
  readonly tokenizer: Tokenizer;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
}

/**
 * The context loses its middle where it and the longest continuation do not fit, equally for all continuations; a
 * continuation that alone does not fit loses its end. Throws UserError where one has no token that follows another.
 */
export function encodeQuestion(
  example: Example,
  { zeroShot, tokenizer, contextLength }: Encoding,
): EncodedQuestion {
  const { context, continuations } = zeroShot.ask(example);
  const encode = remembering((text) => tokenizer.encode(text));
  const before = encode(context);
  const room = contextLength - Math.min(before.length, 1);
  const texts = continuations.map((text) => encode(context === '' ? text : ` ${text}`));
  const cut = texts.map((tokens) => tokens.slice(0, room));
  const kept = withoutMiddle(before, contextLength - Math.max(...cut.map(({ length }) => length)));
  cut.forEach((tokens, index) => {
    if (kept.length + tokens.length > 1 && tokens.length > 0) return;
    throw new UserError(
      `The example ${example.id} cannot be judged by probabilities: ${JSON.stringify(continuations[index])} has no token ` +
        'that follows another. Remove the example, or the task from evaluate.tasks.',
    );
  });
  return {
    example,
    sequences: cut.map((tokens) => Int32Array.from([...kept, ...tokens])),
    context: kept.length,
    truncated: kept.length < before.length || cut.some(({ length }, i) => length < texts[i]!.length),
  };
}

export interface LanguageModel {
  readonly network: Network;
  readonly input: Pick<FamilyInput, 'batch'>;
}

/**
 * Of each question the scores of its continuations, in nats: Σ log p(token | context and the tokens before it), over the
 * number of these tokens where `score` is `mean`. No question's depend on the others.
 */
export async function scoreContinuations(
  model: LanguageModel,
  questions: readonly EncodedQuestion[],
  score: ZeroShot['score'],
): Promise<readonly (readonly number[])[]> {
  const asked = questions.map(({ sequences, context }) =>
    sequences.map((tokens) => ({ tokens, from: Math.max(context, 1) })),
  );
  const sums = tidy(() => logProbabilities(model, asked));
  const values = await sums.data<'float32'>();
  sums.dispose();
  let next = 0;
  return asked.map((sequences) =>
    sequences.map(({ tokens, from }) => values[next++]! / (score === 'mean' ? tokens.length - from : 1)),
  );
}

/** A sequence, and the place of the first token in it that is asked for: at least 1. */
interface Asked {
  readonly tokens: Int32Array;
  readonly from: number;
}

/** [sequences] log-probability of what is asked for, given all before it. Each is a computation of its own, so that its bits depend on no other. */
function logProbabilities({ network, input }: LanguageModel, asked: readonly (readonly Asked[])[]) {
  const batch = input.batch(asked.map((sequences) => sequences.map(({ tokens }) => tokens)));
  const states = network.states(batch, null); // (N, d)
  const rows = rowsOfSequences(batch);
  return stack(asked.flat().map((one, s) => logProbability(network, states, { ...one, rows: rows[s]! })));
}

/** The state of each token asks for the token after it. */
function logProbability(
  { engine, output }: Network,
  states: Tensor2D,
  { tokens, from, rows }: Asked & { readonly rows: Int32Array },
): Scalar {
  const asking = engine.ops.embed(states, rows.slice(from - 1, -1)); // (M, d)
  const targets = tokens.slice(from); // (M)
  return neg(engine.ops.tiedCrossEntropy(asking, output, targets, new Float32Array(targets.length).fill(1)));
}
