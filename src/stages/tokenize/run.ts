/** Stage: trains a tokenizer on a corpus and encodes the corpus. Artifacts: tokenizer.json, train.bin, heldout.bin, SHA256SUMS. */
import { readCorpus } from '../../corpora/read.js';
import { corpusFolder } from '../../datasets/folders.js';
import { UserError } from '../../failure.js';
import { bpeTokenizer } from '../../tokenizer/bpe.js';
import { saveTokenizer } from '../../tokenizer/open.js';
import { damagedFile, seal } from '../../tokenizer/sums.js';
import type { Tokenizer } from '../../tokenizer/tokenizer.js';
import { saveTokens } from '../../tokenizer/tokens.js';
import type { CorpusTokens } from '../../tokenizer/tokens.js';
import { trainVocabulary } from '../../tokenizer/train.js';
import type { Vocabulary } from '../../tokenizer/vocabulary.js';
import { warnOfDamage } from '../../training/damage.js';
import { detached, stretchesOf, wordsOf } from '../../tokenizer/words.js';
import type { RunStage } from '../stage.js';
import { FILES } from './declare.js';
import type { TokenizeSpec } from './declare.js';
import { checkUnchanged } from '../unchanged.js';

/** One document in this many is held out; of a corpus with fewer, the last such part of its tokens. */
const HELDOUT_PART = 20;

export const run: RunStage<TokenizeSpec> = async ({ key, spec }, context) => {
  const path = corpusFolder(context.datasets, spec.corpus);
  const damage = await damagedFile(context.artifacts(key));
  if (damage !== null) warnOfDamage(damage, 'It is made anew.');
  const { counts, documents } = await countWords(path);
  const vocabulary = trainVocabulary(counts, spec.tokenizer.vocabularySize);
  checkSize(vocabulary, spec.tokenizer.vocabularySize);
  const tokenizer = bpeTokenizer(vocabulary);
  const encoded: Uint16Array[] = [];
  for await (const { text } of readCorpus(path)) {
    encoded.push(encodeDocument(text, tokenizer));
    context.progress(documents + encoded.length, 2 * documents);
  }
  await checkUnchanged(path, spec.corpusHash, context);
  const tokens = parted(encoded);
  const folder = context.artifacts(key);
  await saveTokens(folder, tokens);
  await saveTokenizer(folder, vocabulary);
  await seal(folder, FILES);
  return { metrics: [], predictions: [], facts: factsOf(tokens, tokenizer, documents) };
};

async function countWords(path: string): Promise<{ counts: Map<string, number>; documents: number }> {
  const counts = new Map<string, number>();
  let documents = 0;
  for await (const { text } of readCorpus(path)) {
    for (const stretch of stretchesOf(text)) countIn(stretch, counts);
    documents++;
  }
  return { counts, documents };
}

function countIn(text: string, counts: Map<string, number>): void {
  for (const word of wordsOf(text)) {
    const count = counts.get(word);
    if (count === undefined) counts.set(detached(word), 1);
    else counts.set(word, count + 1);
  }
}

function encodeDocument(text: string, tokenizer: Tokenizer): Uint16Array {
  return joined([...stretchesOf(text)].map((stretch) => Uint16Array.from(tokenizer.encode(stretch))));
}

function checkSize({ base, merges }: Vocabulary, wanted: number): void {
  const entries = base.length + merges.length;
  if (entries === wanted) return;
  throw new UserError(
    entries > wanted
      ? `The corpus's characters alone need a vocabulary size of ${entries}. Set tokenizer.vocabularySize to more than that.`
      : `The corpus yields a vocabulary size of only ${entries}, not ${wanted}. ` +
          `Set tokenizer.vocabularySize to at most ${entries}, or bring a larger corpus.`,
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

function factsOf({ train, heldout }: CorpusTokens, { vocabularySize }: Tokenizer, documents: number) {
  return { documents, trainTokens: train.length, heldoutTokens: heldout.length, vocabularySize };
}
