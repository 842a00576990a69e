/** Learns byte-pair merges from word counts (Sennrich, Haddow and Birch 2016, algorithm 1), with incremental counts. */
import { CandidateHeap } from './heap.js';
import { baseOf, pairKey, spell } from './vocabulary.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * A vocabulary of `size` entries; fewer where no pair occurs twice any more, more where the alphabet has more. The most frequent pair is merged
 * first; of equally frequent ones, the one with the lower entry ids. Depends on the counts alone, not on their order.
 */
export function trainVocabulary(counts: ReadonlyMap<string, number>, size: number): Vocabulary {
  const base = baseOf(characterCounts(counts));
  const pairs = new Pairs(base, counts);
  const merges: (readonly [number, number])[] = [];
  while (base.length + merges.length < size) {
    const best = pairs.mostFrequent();
    if (best === null) break;
    pairs.merge(best, base.length + merges.length);
    merges.push(best);
  }
  return { base, merges };
}

function characterCounts(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const characters = new Map<string, number>();
  for (const [word, count] of counts)
    for (const character of word) characters.set(character, (characters.get(character) ?? 0) + count);
  return characters;
}

/** A pair must occur this often to be merged: a merge seen once is a memory of one word. */
const LEAST_COUNT = 2;

/** Words as entry ids, with the count of every adjacent pair and the words that hold it, kept true under merges. */
class Pairs {
  readonly #words: number[][] = [];
  readonly #frequencies: number[] = [];
  readonly #counts = new Map<number, number>();
  readonly #places = new Map<number, Set<number>>();
  readonly #heap = new CandidateHeap();

  constructor(base: readonly string[], counts: ReadonlyMap<string, number>) {
    const ids = new Map(base.map((entry, id) => [entry, id]));
    for (const [word, count] of counts) {
      for (const piece of spell(word, ids)) {
        if (piece.length === 1) continue;
        this.#words.push(piece);
        this.#frequencies.push(count);
      }
    }
    this.#words.forEach((_, word) => this.#count(word, 1));
    for (const [key, count] of this.#counts) this.#heap.push({ key, count });
  }

  /** Null: no pair is frequent enough. */
  mostFrequent(): readonly [number, number] | null {
    for (let top = this.#heap.pop(); top !== undefined; top = this.#heap.pop()) {
      const count = this.#counts.get(top.key) ?? 0;
      if (count < LEAST_COUNT) continue;
      if (count === top.count) return [Math.floor(top.key / 65_536), top.key % 65_536];
      if (count < top.count) this.#heap.push({ key: top.key, count });
    }
    return null;
  }

  /** Replaces the pair by entry `merged` in every word. */
  merge([left, right]: readonly [number, number], merged: number): void {
    const changed = new Set<number>();
    const key = pairKey(left, right);
    for (const word of this.#places.get(key) ?? []) {
      this.#count(word, -1, changed);
      this.#words[word] = replacePair(this.#words[word]!, [left, right], merged);
      this.#count(word, 1, changed);
    }
    this.#places.delete(key);
    changed.delete(key);
    for (const other of changed) this.#heap.push({ key: other, count: this.#counts.get(other) ?? 0 });
  }

  /** Adds (sign 1) or takes away (−1) the pairs of a word. */
  #count(word: number, sign: 1 | -1, changed?: Set<number>): void {
    const ids = this.#words[word]!;
    for (let i = 0; i + 1 < ids.length; i++) {
      const key = pairKey(ids[i]!, ids[i + 1]!);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + sign * this.#frequencies[word]!);
      if (sign === 1) this.#placesOf(key).add(word);
      changed?.add(key);
    }
  }

  #placesOf(key: number): Set<number> {
    const places = this.#places.get(key) ?? new Set();
    this.#places.set(key, places);
    return places;
  }
}

function replacePair(ids: readonly number[], [left, right]: readonly [number, number], merged: number) {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const isPair = ids[i] === left && ids[i + 1] === right;
    result.push(isPair ? merged : ids[i]!);
    if (isPair) i++;
  }
  return result;
}
