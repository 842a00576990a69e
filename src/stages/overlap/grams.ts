/**
 * Which n-grams of some examples stand in a text. The examples' n-grams are held and the text is read once, so that memory is
 * bounded by what is evaluated and not by what was trained on. An n-gram is a number of 53 bits: of RACE's 1.6 million
 * and a corpus of 100 million words, one search in fifty takes one foreign n-gram for one of them.
 */

/** Words in lower case and NFC: runs of letters and of digits. All else only separates. */
export const plainWords = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .normalize('NFC')
    .match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];

export class Grams {
  /** Words of the examples, from 1; a word that no example has is 0 and ends every n-gram. */
  readonly #ids = new Map<string, number>();
  readonly #lengths: readonly number[];
  readonly #keys = new Set<number>();
  /** By example. */
  readonly #keysOf: readonly Float64Array[];

  /** `examples`: the words of each; an example of fewer than `length` words is one n-gram of its own length. */
  constructor(
    examples: readonly (readonly string[])[],
    private readonly length: number,
  ) {
    this.#lengths = [...new Set(examples.map((words) => Math.min(length, words.length)))].filter(
      (n) => n > 0,
    );
    this.#keysOf = examples.map((words) => this.#index(words));
  }

  /** Reads texts, each the words of one, and returns the share of each example's n-grams that stand in one of them. */
  sharesIn(texts: Iterable<Iterable<string>>): readonly number[] {
    const found = new Set<number>();
    for (const words of texts) this.#search(words, found);
    return this.#keysOf.map((keys) =>
      keys.length === 0 ? 0 : keys.filter((key) => found.has(key)).length / keys.length,
    );
  }

  #index(words: readonly string[]): Float64Array {
    const ids = words.map((word) => {
      const id = this.#ids.get(word) ?? this.#ids.size + 1;
      this.#ids.set(word, id);
      return id;
    });
    const length = Math.min(this.length, ids.length);
    const count = length === 0 ? 0 : ids.length - length + 1;
    const keys = Float64Array.from({ length: count }, (_, from) => keyOf(ids.slice(from, from + length)));
    for (const key of keys) this.#keys.add(key);
    return keys;
  }

  #search(words: Iterable<string>, found: Set<number>): void {
    const last: number[] = [];
    for (const word of words) {
      const id = this.#ids.get(word);
      if (id === undefined) {
        last.length = 0;
        continue;
      }
      if (last.push(id) > this.length) last.shift();
      for (const length of this.#lengths) {
        if (last.length < length) continue;
        const key = keyOf(last, last.length - length);
        if (this.#keys.has(key)) found.add(key);
      }
    }
  }
}

/** Two lanes of 32 bits, mixed word by word, that start far apart by length; 53 bits of them, as a number. */
function keyOf(ids: readonly number[], from = 0): number {
  let high = Math.imul(ids.length - from, 0xc2b2ae35);
  let low = Math.imul(ids.length - from, 0x27d4eb2f);
  for (let i = from; i < ids.length; i++) {
    high = Math.imul(high ^ ids[i]!, 0x9e3779b1);
    high ^= high >>> 15;
    low = Math.imul(low ^ ids[i]!, 0x85ebca6b);
    low ^= low >>> 13;
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
