/** Ragged batches: the tokens of all sequences end to end, no padding. */

export interface RaggedBatch {
  /** [N] ids. */
  readonly tokens: Int32Array;
  /** [N] place of each token in its sequence, from 0. */
  readonly positions: Int32Array;
  /** [S + 1] where each sequence begins; the last is N. */
  readonly offsets: Int32Array;
}

/** What the language-model loss asks of each token [N]: the id that follows, and its weight; weight 0 asks nothing. */
export interface NextTokens {
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

/** Lays sequences end to end. */
export function raggedBatch(sequences: readonly ArrayLike<number>[]): RaggedBatch {
  const offsets = new Int32Array(sequences.length + 1);
  sequences.forEach((sequence, s) => (offsets[s + 1] = offsets[s] + sequence.length));
  const tokens = new Int32Array(offsets[sequences.length]);
  const positions = new Int32Array(tokens.length);
  sequences.forEach((sequence, s) => {
    tokens.set(sequence, offsets[s]);
    for (let i = 0; i < sequence.length; i++) positions[offsets[s] + i] = i;
  });
  return { tokens, positions, offsets };
}

/** Each token's target is the one after it; the last of a sequence has none. The weights of a batch add up to 1. */
export function nextTokens({ tokens, offsets }: RaggedBatch): NextTokens {
  const targets = new Int32Array(tokens.length);
  targets.set(tokens.subarray(1));
  const asked = tokens.length - (offsets.length - 1);
  const weights = new Float32Array(tokens.length).fill(asked > 0 ? 1 / asked : 0);
  for (let s = 1; s < offsets.length; s++) {
    targets[offsets[s] - 1] = 0;
    weights[offsets[s] - 1] = 0;
  }
  return { targets, weights };
}

/** Index in [N] of the last token of each sequence. */
export function lastTokens({ offsets }: RaggedBatch): Int32Array {
  return offsets.subarray(1).map((end) => end - 1);
}
