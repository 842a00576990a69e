/** Stage: a tokenizer, trained on the corpus, and the corpus in its tokens. The same on every engine. */
import type { TokenizerOptions } from '../../tokenizer/options.js';
import { memoryOfData } from '../sizes.js';
import type { Declaration } from '../stage.js';

export interface TokenizeSpec {
  readonly kind: 'tokenize';
  readonly tokenizer: TokenizerOptions;
  /** Name of the corpus; no part of the identity: its bytes are hashed. */
  readonly corpus: string;
  readonly corpusHash: string;
}

/** Its artifacts. */
export const FILES = ['tokenizer.json', 'train.bin', 'heldout.bin'];

const BYTES_PER_SECOND = 700_000;

/** English text: about four bytes per token, stored in two. */
const STORED_BYTES_PER_TEXT_BYTE = 0.5;

export const tokenize: Declaration<TokenizeSpec, 'trial', never> = {
  kind: 'tokenize',
  version: 1,
  scope: 'trial',
  plan: ({ experiment, inputs }) => {
    const { corpus, weights } = experiment.pretrain;
    if (weights !== null) return []; // they have a tokenizer
    const { tokenizer } = experiment;
    return [
      {
        spec: { kind: 'tokenize', tokenizer, corpus, corpusHash: inputs.corpusHash },
        label: `tokenize ${corpus} · vocabulary size ${tokenizer.vocabularySize}`,
      },
    ];
  },
  inputs: [],
  data: 'corpusHash',
  reads: ['tokenizer', 'pretrain.corpus'],
  ignores: [],
  identity: ({ tokenizer, corpusHash }) => ({ tokenizer, corpusHash }),
  names: { corpusHash: 'corpus' },
  describe: ({ tokenizer, pretrain }, grouped) => [
    {
      label: 'Tokenizer',
      value: `byte-pair encoding ${pretrain.weights === null ? 'trained on the corpus' : 'of the imported weights'}, vocabulary size ${grouped(tokenizer.vocabularySize)}`,
    },
  ],
  estimate: (_, { inputs }) => ({
    parameters: null,
    flops: 0,
    seconds: inputs.corpusBytes / BYTES_PER_SECOND,
    bytes: Math.ceil(inputs.corpusBytes * STORED_BYTES_PER_TEXT_BYTE),
    // the words and how often each comes; the tokens of each document, of all of them, and as they are written
    memory: memoryOfData(3 * inputs.corpusBytes),
  }),
  threads: 'one',
  artifacts: { format: 'sealed', files: FILES },
  yields: [],
};
