/** A tokenizer as the files that Transformers reads: tokenizer.json with its configuration, and vocab.json with merges.txt. */
import { SCHEMES } from '../released/index.js';
import type { ReleasedFile } from '../released/index.js';
import { STEPS } from './steps.js';

export interface HubTokenizer {
  readonly file: ReleasedFile;
  /** Special symbols, whose ids follow those of the entries. */
  readonly symbols: readonly string[];
  /** Sequences of one part, two parts …: symbols by their names, parts by their number; null: the text alone. */
  readonly sequences: readonly (readonly (string | number)[])[] | null;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
}

/** Of GPT-2: an entry that no text is spelled with. */
export const END_OF_TEXT = '<|endoftext|>';

/** Name → text of each file. */
export function hubFiles(tokenizer: HubTokenizer): Readonly<Record<string, string>> {
  const { file, symbols } = tokenizer;
  const entries = [...file.entries, ...symbols];
  const merges = file.merges.map((pair) => pairText(pair, file));
  return {
    'tokenizer.json': json(tokenizerJson(tokenizer)),
    'tokenizer_config.json': json(configJson(tokenizer)),
    'vocab.json': `${JSON.stringify(idsOf(entries))}\n`,
    'merges.txt': `${['#version: 0.2', ...merges].join('\n')}\n`,
  };
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const pairText = ([left, right]: readonly [number, number], { entries }: ReleasedFile): string =>
  `${entries[left]!} ${entries[right]!}`;

const idsOf = (entries: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(entries.map((entry, id) => [entry, id]));

function tokenizerJson(tokenizer: HubTokenizer): object {
  const { file } = tokenizer;
  const { suffix, ...steps } = STEPS[file.scheme](file);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialsOf(tokenizer).map(([content, id]) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    ...steps,
    post_processor: postProcessor(tokenizer),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: SCHEMES[file.scheme].unknown,
      continuing_subword_prefix: '',
      end_of_word_suffix: suffix,
      fuse_unk: false,
      byte_fallback: false,
      vocab: idsOf(file.entries),
      merges: file.merges.map((pair) => pairText(pair, file)),
    },
  };
}

/** With their ids. */
function specialsOf({ file, symbols }: HubTokenizer): readonly (readonly [string, number])[] {
  const end = file.entries.indexOf(END_OF_TEXT);
  return [
    ...(end < 0 ? [] : [[END_OF_TEXT, end] as const]),
    ...symbols.map((symbol, i) => [symbol, file.entries.length + i] as const),
  ];
}

const PARTS = ['A', 'B'] as const;

function postProcessor({ file, symbols, sequences }: HubTokenizer): object | null {
  if (sequences === null) return null;
  const [single, pair] = sequences.map((sequence) =>
    sequence.map((one) =>
      typeof one === 'string'
        ? { SpecialToken: { id: one, type_id: 0 } }
        : { Sequence: { id: PARTS[one], type_id: 0 } },
    ),
  );
  const ids = symbols.map((symbol, i) => [
    symbol,
    { id: symbol, ids: [file.entries.length + i], tokens: [symbol] },
  ]);
  return { type: 'TemplateProcessing', single, pair, special_tokens: Object.fromEntries(ids) as object };
}

/** Text never becomes a special symbol, whatever it says: `split_special_tokens`. */
function configJson(tokenizer: HubTokenizer): object {
  const { file, symbols, contextLength } = tokenizer;
  const { unknown } = SCHEMES[file.scheme];
  const [pad] = symbols;
  const hasEnd = file.entries.includes(END_OF_TEXT);
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: contextLength,
    model_input_names: ['input_ids', 'attention_mask'],
    padding_side: 'right',
    clean_up_tokenization_spaces: false,
    split_special_tokens: true,
    ...(unknown === null ? {} : { unk_token: unknown }),
    ...(hasEnd ? { eos_token: END_OF_TEXT } : {}),
    ...(pad === undefined ? {} : { pad_token: pad }),
  };
}
