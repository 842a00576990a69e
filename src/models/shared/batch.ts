/**
 * Ragged batches: the tokens of all segments end to end, no padding. A segment is a sequence, or the part of it that
 * follows its prefix; a prefix is a segment that several sequences begin with, computed once for all of them.
 */

export interface RaggedBatch {
  /** [N] ids. */
  readonly tokens: Int32Array;
  /** [N] place of each token in its sequence, from 0. */
  readonly positions: Int32Array;
  /** [S + 1] where each segment begins; the last is N. */
  readonly offsets: Int32Array;
  /** [S] the segment that is the prefix of each, or −1. The segments of a prefix follow it directly; it has none itself. */
  readonly prefixes: Int32Array;
}

interface Segment {
  readonly tokens: ArrayLike<number>;
  readonly prefix: number;
}

/** Lays sequences end to end; nothing is shared. */
export function raggedBatch(sequences: readonly ArrayLike<number>[]): RaggedBatch {
  return layOut(sequences.map((tokens) => ({ tokens, prefix: -1 })));
}

/**
 * Lays the sequences of examples end to end. What all sequences of one example begin with becomes their prefix, but for
 * its last token: the one that follows that token differs, so each sequence keeps its own copy of it.
 */
export function sharedBatch(examples: readonly (readonly ArrayLike<number>[])[]): RaggedBatch {
  const segments: Segment[] = [];
  for (const sequences of examples) {
    const length = sequences.length > 1 ? Math.max(0, commonLength(sequences) - 1) : 0;
    const prefix = length > 0 ? segments.length : -1; // even one token saves more than its segment costs
    if (length > 0) segments.push({ tokens: part(sequences[0]!, 0, length), prefix: -1 });
    for (const sequence of sequences)
      segments.push({ tokens: part(sequence, length, sequence.length), prefix });
  }
  return layOut(segments);
}

const part = (sequence: ArrayLike<number>, from: number, to: number) => Array.from(sequence).slice(from, to);

/** How many tokens all sequences have in common at their beginning. */
function commonLength([first = [], ...others]: readonly ArrayLike<number>[]): number {
  let length = 0;
  while (length < first.length && others.every((other) => other[length] === first[length])) length++;
  return length;
}

function layOut(segments: readonly Segment[]): RaggedBatch {
  const offsets = new Int32Array(segments.length + 1);
  segments.forEach(({ tokens }, s) => (offsets[s + 1] = offsets[s]! + tokens.length));
  const tokens = new Int32Array(offsets[segments.length]!);
  const positions = new Int32Array(tokens.length);
  segments.forEach((segment, s) => {
    const before = segment.prefix < 0 ? 0 : segments[segment.prefix]!.tokens.length;
    tokens.set(segment.tokens, offsets[s]);
    for (let i = 0; i < segment.tokens.length; i++) positions[offsets[s]! + i] = before + i;
  });
  return { tokens, positions, offsets, prefixes: Int32Array.from(segments, ({ prefix }) => prefix) };
}

/** [S] how many sequences go through each segment. */
export function sequencesThrough({ prefixes }: RaggedBatch): Int32Array {
  const counts = new Int32Array(prefixes.length);
  for (const prefix of prefixes) if (prefix >= 0) counts[prefix]!++;
  return counts.map((count) => Math.max(count, 1));
}

/** Whether a sequence ends with the segment: it is the prefix of none. */
function isEnd({ prefixes }: RaggedBatch, segment: number): boolean {
  return prefixes[segment + 1] !== segment;
}

/** Of each sequence in order: the index in [N] of each of its tokens, those of its prefix first. */
export function rowsOfSequences(batch: RaggedBatch): readonly Int32Array[] {
  const { offsets, prefixes } = batch;
  const rowsOf = (segment: number): readonly number[] =>
    segment < 0
      ? []
      : Array.from({ length: offsets[segment + 1]! - offsets[segment]! }, (_, i) => offsets[segment]! + i);
  return Array.from(prefixes.keys())
    .filter((segment) => isEnd(batch, segment))
    .map((segment) => Int32Array.from([...rowsOf(prefixes[segment]!), ...rowsOf(segment)]));
}

/** Index in [N] of the last token of each sequence. */
export function lastTokens(batch: RaggedBatch): Int32Array {
  return batch.offsets
    .subarray(1)
    .map((end) => end - 1)
    .filter((_, s) => isEnd(batch, s));
}
