/** What pre-training minimises: the family's objective over windows of a corpus drawn by seed; benchmarks train on it, too. */
import { tidy } from '@tensorflow/tfjs-core';
import type { PretrainOptions } from '../stages/pretrain/options.js';
import type { Network } from '../models/network.js';
import { seedOf } from '../random/stream.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import type { CorpusTokens } from '../tokenizer/tokens.js';
import { evenWindows, sampleWindows } from './batches.js';
import type { TrainingObjective } from './training.js';
import type { PretrainingObjective } from './objectives/objective.js';

/** Held-out sequences that every held-out loss is measured on, at most. */
const HELDOUT_SEQUENCES = 64;

export interface Pretraining {
  readonly objective: PretrainingObjective;
  readonly corpus: CorpusTokens;
  /** Tokens per window. */
  readonly length: number;
  readonly options: Pick<PretrainOptions, 'batchSize' | 'evaluateEvery' | 'steps'>;
  readonly seed: number;
}

/** The loss over windows, and now and then the held-out loss. */
export function pretrainingObjective(network: Network, pretraining: Pretraining): TrainingObjective {
  const { objective, corpus, length, options, seed } = pretraining;
  const sampling = { tokens: corpus.train.length, length, batch: options.batchSize, seed };
  const dropoutSeed = seedOf('pretrain', seed, 'dropout');
  return {
    losses: (step) => {
      const windows = { tokens: corpus.train, starts: sampleWindows(sampling, step), length };
      const loss = objective.ofWindows(network, windows, { seed: dropoutSeed, step });
      return { total: loss, parts: { loss }, tokens: options.batchSize * length };
    },
    isMeasured: (step) => step % options.evaluateEvery === 0 || step === options.steps,
    measure: async (step) => [
      { name: 'loss', split: 'heldout', step, value: await heldoutLoss(network, pretraining) },
    ],
    dispose: () => network.dispose(),
  };
}

/** Mean loss over the same held-out windows each time, a batch of windows at once; all computed before it returns. */
async function heldoutLoss(network: Network, pretraining: Pretraining): Promise<number> {
  const { objective, corpus, length, options } = pretraining;
  const tokens = corpus.heldout;
  const all = heldoutStarts(pretraining);
  const batches: { size: number; loss: Promise<Float32Array> }[] = [];
  for (let from = 0; from < all.length; from += options.batchSize) {
    const starts = all.slice(from, from + options.batchSize);
    const loss = tidy(() => objective.ofWindows(network, { tokens, starts, length }, null));
    batches.push({ size: starts.length, loss: loss.data<'float32'>() });
    loss.dispose();
  }
  let total = 0;
  for (const { size, loss } of batches) total += size * (await loss)[0]!;
  return total / all.length;
}

const heldoutStarts = ({ corpus, length }: Pick<Pretraining, 'corpus' | 'length'>): readonly number[] =>
  evenWindows(corpus.heldout.length, length, HELDOUT_SEQUENCES);

/**
 * UTF-8 bytes of text for each token that the held-out loss is measured on, as the tokenizer reads the text: what makes
 * nats per token into bits per byte, which vocabularies of unlike sizes have in common.
 */
export function heldoutBytesPerToken(
  measured: Pick<Pretraining, 'corpus' | 'length'>,
  { decode }: Pick<Tokenizer, 'decode'>,
): number {
  const { corpus, length } = measured;
  const predicted = heldoutStarts(measured).flatMap((start) => [
    ...corpus.heldout.subarray(start + 1, start + 1 + length),
  ]);
  return Buffer.byteLength(decode(predicted)) / predicted.length;
}
