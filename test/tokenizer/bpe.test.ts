import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/stream.js';
import { bpeTokenizer } from '../../src/tokenizer/bpe.js';
import { trainVocabulary } from '../../src/tokenizer/train.js';
import { baseOf, entriesOf, spell } from '../../src/tokenizer/vocabulary.js';
import type { Vocabulary } from '../../src/tokenizer/vocabulary.js';
import { stretchesOf, wordsOf } from '../../src/tokenizer/words.js';

const TEXT =
  'The old lighthouse keeper, Mrs. O’Brien, didn’t sleep: at 10.45 she’d counted 3,172 gulls! “Is naïve Zoë here?” ' +
  'he asked; the keeper laughed and counted again, and again. ';

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const tokenizerOf = (text: string, size = 250) => bpeTokenizer(trainVocabulary(countsOf(text), size));

/** Words of two to nine letters of a small alphabet, so that pairs repeat and tie. */
function randomCounts(seed: number): Map<string, number> {
  const stream = randomStream('words', seed);
  const letters = Array.from('abcde');
  const word = () => Array.from({ length: 2 + stream.integer(8) }, () => stream.pick(letters)).join('');
  return new Map(Array.from({ length: 60 }, () => [word(), 1 + stream.integer(5)]));
}

function countPairs(words: readonly { ids: number[]; count: number }[]): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const { ids, count } of words)
    for (let i = 0; i + 1 < ids.length; i++) {
      const pair = `${ids[i]} ${ids[i + 1]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + count);
    }
  return pairs;
}

function splicePair(ids: number[], [left, right]: [number, number], merged: number): void {
  for (let i = 0; i + 1 < ids.length; i++)
    if (ids[i] === left && ids[i + 1] === right) ids.splice(i, 2, merged);
}

/** The algorithm of the paper, word for word: all pairs are counted again before each merge. */
function trainSlowly(counts: ReadonlyMap<string, number>, merges: number): string[] {
  const characters = new Map(Array.from('abcde').map((letter) => [letter, 1]));
  const base = baseOf(characters);
  const ids = new Map(base.map((entry, id) => [entry, id]));
  const words = [...counts].map(([word, count]) => ({ ids: spell(word, ids).flat(), count }));
  const entries = [...base];
  for (let k = 0; k < merges; k++) {
    const pairs = countPairs(words);
    const ranked = [...pairs].map(([pair, count]) => ({ pair: pair.split(' ').map(Number), count }));
    ranked.sort((a, b) => b.count - a.count || a.pair[0]! - b.pair[0]! || a.pair[1]! - b.pair[1]!);
    const [left, right] = ranked[0]!.pair as [number, number];
    for (const { ids: spelt } of words) splicePair(spelt, [left, right], entries.length);
    entries.push(entries[left]! + entries[right]!);
  }
  return entries;
}

describe('training a vocabulary', () => {
  it('merges what the example of Sennrich et al. merges', () => {
    const counts = new Map(Object.entries({ low: 5, lower: 2, newest: 6, widest: 3 }));
    const { base, merges } = trainVocabulary(counts, 115);
    const learned = entriesOf({ base, merges }).slice(base.length);
    expect(learned.slice(0, 3)).toEqual(['es', 'est</w>', 'lo']);
    expect(learned).toContain('newest</w>');
  });

  it.each([1, 2, 3, 4, 5])('learns the same as counting every pair anew, on random words %i', (seed) => {
    const counts = randomCounts(seed);
    const slow = trainSlowly(counts, 60);
    const fast = trainVocabulary(counts, slow.length);
    expect(entriesOf(fast)).toEqual(slow);
  });

  it('does not depend on the order in which words were met', () => {
    const counts = randomCounts(9);
    const reversed = new Map([...counts].reverse());
    expect(trainVocabulary(reversed, 180)).toEqual(trainVocabulary(counts, 180));
  });

  it('stops where no pair occurs twice', () => {
    const { base, merges } = trainVocabulary(new Map([['abc', 1]]), 1000);
    expect(merges).toEqual([]);
    expect(entriesOf({ base, merges }).length).toBeLessThan(1000);
  });

  it('knows printable ASCII whatever the corpus, and of other characters the frequent ones', () => {
    const counts = new Map([
      ['ï', 2],
      ['e', 3_000_000],
      ['ß', 4],
    ]);
    const { base } = trainVocabulary(counts, 120);
    expect(base).toEqual(expect.arrayContaining(['q', 'q</w>', '7', '~</w>', 'ß', 'ß</w>']));
    expect(base).not.toContain('ï');
  });
});

describe('encoding', () => {
  it('gives back the words of a text, in lower case and spaced', () => {
    const tokenizer = tokenizerOf(TEXT.repeat(3));
    expect(tokenizer.decode(tokenizer.encode(TEXT))).toBe(wordsOf(TEXT).join(' '));
    expect(tokenizer.decode(tokenizer.encode(TEXT))).toContain(
      'mrs . o ’ brien , didn ’t sleep : at 10 . 45 she ’d',
    );
  });

  it('encodes what it decoded to the same entries, known characters or not', () => {
    const tokenizer = tokenizerOf(TEXT.repeat(3));
    const stream = randomStream('texts');
    const characters = Array.from('aeiou tnrs THE’\'" \n\t.,!?09ïë«中٣hÅΣİ\uFFFDe\u0301\u0331');
    for (let k = 0; k < 500; k++) {
      const text = Array.from({ length: 40 }, () => stream.pick(characters)).join('');
      const ids = tokenizer.encode(text);
      expect(tokenizer.encode(tokenizer.decode(ids))).toEqual(ids);
      expect(ids.every((id) => id >= 0 && id < tokenizer.vocabularySize)).toBe(true);
    }
  });

  it('has one entry for a character that the alphabet lacks, shown as the replacement character', () => {
    const tokenizer = tokenizerOf(TEXT);
    const ids = tokenizer.encode('gulls 中 gulls');
    expect(ids.filter((id) => id === 0)).toHaveLength(1);
    expect(tokenizer.entry(0)).toBe('<unk>');
    expect(tokenizer.decode(ids)).toBe('gulls \uFFFD gulls');
    expect(tokenizer.decode(tokenizer.encode('gu中lls'))).toBe('gu \uFFFD lls');
  });

  it('applies the merge learned first, wherever it stands', () => {
    const base = baseOf(new Map());
    const id = (entry: string) => base.indexOf(entry);
    const vocabulary: Vocabulary = {
      base,
      merges: [
        [id('b'), id('c')],
        [id('a'), id('b')],
        [base.length, id('d</w>')],
      ],
    };
    const tokenizer = bpeTokenizer(vocabulary);
    const entries = (text: string) => tokenizer.encode(text).map((entry) => tokenizer.entry(entry));
    expect(entries('abcd')).toEqual(['a', 'bcd</w>']);
    expect(entries('abab')).toEqual(['ab', 'a', 'b</w>']);
    expect(entries('bcbc')).toEqual(['bc', 'b', 'c</w>']);
  });

  it('refuses ids that it does not have: those behind its entries are for the symbols of a model', () => {
    const tokenizer = tokenizerOf(TEXT, 120);
    expect(tokenizer.vocabularySize).toBe(120);
    expect(() => tokenizer.entry(119)).not.toThrow();
    expect(() => tokenizer.entry(120)).toThrow('There is no entry 120; ids run from 0 to 119.');
  });

  it('of nothing is nothing', () => {
    const tokenizer = tokenizerOf(TEXT);
    expect(tokenizer.encode('')).toEqual([]);
    expect(tokenizer.encode(' \n\t ')).toEqual([]);
    expect(tokenizer.decode([])).toBe('');
  });
});

describe('words', () => {
  it('are the same in stretches as in the whole text', () => {
    const text = TEXT.repeat(15_000);
    const stretches = [...stretchesOf(text)];
    expect(stretches.length).toBeGreaterThan(2);
    expect(stretches.join('')).toBe(text);
    const counted = stretches.reduce((sum, stretch) => sum + wordsOf(stretch).length, 0);
    expect(counted).toBe(15_000 * wordsOf(TEXT).length);
  });

  it('are composed after they were brought to lower case', () => {
    expect(wordsOf('H\u0331 E\u0301t\u00E9')).toEqual(['\u1E96', '\u00E9t\u00E9']);
  });
});
