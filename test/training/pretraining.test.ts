import { describe, expect, it } from 'vitest';
import { bpeTokenizer } from '../../src/tokenizer/bpe.js';
import { trainVocabulary } from '../../src/tokenizer/train.js';
import { wordsOf } from '../../src/tokenizer/words.js';
import { book } from '../../src/datasets/miniature/books.js';
import { heldoutBytesPerToken } from '../../src/training/pretraining.js';

const words = wordsOf(book(1, 0, 400));
const counts = new Map<string, number>();
for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);

/** The book as a vocabulary of that size has it. */
function read(vocabularySize: number) {
  const tokenizer = bpeTokenizer(trainVocabulary(counts, vocabularySize));
  return { tokenizer, heldout: Uint16Array.from(tokenizer.encode(words.join(' '))) };
}

describe('bytes per token of held-out text', () => {
  it('are those of the words with one space between them, however a vocabulary cuts them', () => {
    const bytes = Buffer.byteLength(words.join(' '));
    for (const size of [120, 400]) {
      const { tokenizer, heldout } = read(size);
      const length = 32;
      const corpus = { train: heldout, heldout };
      const found = heldoutBytesPerToken({ corpus, length }, tokenizer);
      // 64 windows of the text against the whole of it
      expect(Math.abs((found * heldout.length) / bytes - 1)).toBeLessThan(0.05);
    }
  });

  it('count the predicted tokens alone, not the first that is only read', () => {
    const { tokenizer, heldout } = read(400);
    const corpus = { train: heldout, heldout: heldout.slice(0, 9) };
    const text = tokenizer.decode([...heldout.slice(1, 9)]);
    expect(heldoutBytesPerToken({ corpus, length: 8 }, tokenizer)).toBe(Buffer.byteLength(text) / 8);
  });
});
