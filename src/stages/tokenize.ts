/** Stage: trains a tokenizer on a corpus and encodes the corpus. Artifacts: tokenizer.json, train.bin, heldout.bin. */
import { readCorpus } from '../corpora/read.js';
import { corpusFolder } from '../datasets/folders.js';
import { UserError } from '../failure.js';
import { bpeTokenizer } from '../tokenizer/bpe.js';
import { saveTokenizer } from '../tokenizer/open.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { saveTokens } from '../tokenizer/tokens.js';
import type { CorpusTokens } from '../tokenizer/tokens.js';
import { trainVocabulary } from '../tokenizer/train.js';
import type { Vocabulary } from '../tokenizer/vocabulary.js';
import { wordsOf } from '../tokenizer/words.js';
import type { RunStage } from './stage.js';

/** One document in this many is held out; of a corpus with fewer, the last such part of its tokens. */
const HELDOUT_PART = 20;

export const runTokenize: RunStage<'tokenize'> = async ({ key, spec }, context) => {
  const path = corpusFolder(context.datasets, spec.corpus);
  const { counts, documents } = await countWords(path);
  const vocabulary = trainVocabulary(counts, spec.tokenizer.vocabulary);
  checkSize(vocabulary, spec.tokenizer.vocabulary);
  const tokenizer = bpeTokenizer(vocabulary);
  const encoded: Uint16Array[] = [];
  for await (const { text } of readCorpus(path)) {
    encoded.push(Uint16Array.from(tokenizer.encode(text)));
    context.progress(documents + encoded.length, 2 * documents);
  }
  const tokens = parted(encoded);
  const folder = context.artifacts(key);
  await saveTokens(folder, tokens);
  await saveTokenizer(folder, vocabulary);
  return { metrics: [], predictions: [], facts: factsOf(tokens, tokenizer, documents) };
};

async function countWords(path: string): Promise<{ counts: Map<string, number>; documents: number }> {
  const counts = new Map<string, number>();
  let documents = 0;
  for await (const { text } of readCorpus(path)) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    documents++;
  }
  return { counts, documents };
}

function checkSize({ base, merges }: Vocabulary, wanted: number): void {
  const entries = base.length + merges.length;
  if (merges.length > 0 && entries === wanted) return;
  throw new UserError(
    merges.length === 0
      ? `The corpus's characters alone take ${entries} or more entries. Raise tokenizer.vocabulary above that.`
      : `The corpus yields only ${entries} byte-pair entries, not ${wanted}. ` +
          `Set tokenizer.vocabulary to ${entries} or less, or bring a larger corpus.`,
  );
}

function parted(documents: readonly Uint16Array[]): CorpusTokens {
  if (documents.length < HELDOUT_PART) {
    const all = joined(documents);
    const cut = all.length - Math.floor(all.length / HELDOUT_PART);
    return { train: all.slice(0, cut), heldout: all.slice(cut) };
  }
  const isHeldOut = (i: number): boolean => i % HELDOUT_PART === HELDOUT_PART - 1;
  return {
    train: joined(documents.filter((_, i) => !isHeldOut(i))),
    heldout: joined(documents.filter((_, i) => isHeldOut(i))),
  };
}

function joined(parts: readonly Uint16Array[]): Uint16Array {
  const whole = new Uint16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function factsOf({ train, heldout }: CorpusTokens, { size }: Tokenizer, documents: number) {
  return { documents, trainTokens: train.length, heldoutTokens: heldout.length, entries: size };
}
