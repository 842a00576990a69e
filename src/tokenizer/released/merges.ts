/** Byte-pair encoding by a released vocabulary: entries with ids of their own, and merges in the order of their rank. */
import { pairKey } from '../vocabulary.js';
import { detached } from '../words.js';

export interface ReleasedVocabulary {
  /** The text of every entry, by id. */
  readonly entries: readonly string[];
  /** Pairs of entry ids, the first to be merged first; what each makes is an entry, too. */
  readonly merges: readonly (readonly [number, number])[];
}

/** Words whose entries are remembered; more than a language's frequent ones. */
const REMEMBERED_WORDS = 200_000;

interface Merge {
  readonly rank: number;
  /** The entry that it makes. */
  readonly made: number;
}

type Merges = ReadonlyMap<number, Merge>;

/**
 * Encodes one word. `symbolsOf`: the entries that it is spelled with before anything is merged; one that is no entry is
 * `unknown`, and parts what is around it.
 */
export function wordEncoder(
  { entries, merges }: ReleasedVocabulary,
  symbolsOf: (word: string) => readonly string[],
  unknown: number,
): (word: string) => readonly number[] {
  const ids = new Map(entries.map((text, id) => [text, id]));
  const byPair: Merges = new Map(
    merges.map(([left, right], rank) => {
      const made = ids.get(entries[left]! + entries[right]!);
      if (made === undefined) throw new Error(`Merge ${rank + 1} makes no entry of the vocabulary.`);
      return [pairKey(left, right), { rank, made }];
    }),
  );
  const remembered = new Map<string, readonly number[]>();
  return (word) => {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const encoded = mergeAll(
      symbolsOf(word).map((symbol) => ids.get(symbol) ?? unknown),
      byPair,
    );
    if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
    remembered.set(detached(word), encoded);
    return encoded;
  };
}

/** Merges the pair of the lowest rank, wherever it is, until there is none. */
function mergeAll(ids: readonly number[], merges: Merges): readonly number[] {
  for (let merged = ids; ;) {
    const best = lowest(merged, merges);
    if (best === null) return merged;
    merged = mergeOne(merged, best, merges);
  }
}

function lowest(ids: readonly number[], merges: Merges): Merge | null {
  let best: Merge | null = null;
  for (let i = 0; i + 1 < ids.length; i++) {
    const merge = merges.get(pairKey(ids[i]!, ids[i + 1]!));
    if (merge !== undefined && (best === null || merge.rank < best.rank)) best = merge;
  }
  return best;
}

/** Every occurrence of the pair, from the left. */
function mergeOne(ids: readonly number[], merge: Merge, merges: Merges): readonly number[] {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const isPair = i + 1 < ids.length && merges.get(pairKey(ids[i]!, ids[i + 1]!)) === merge;
    result.push(isPair ? merge.made : ids[i]!);
    if (isPair) i++;
  }
  return result;
}
