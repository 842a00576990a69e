/** How each of our ways to split text is said in a tokenizer.json of Hugging Face's tokenizers: regular expressions are Oniguruma's. */
import type { ReleasedFile, SchemeName } from '../released/index.js';
import { END } from '../vocabulary.js';

/** A part of a tokenizer.json. */
type Json = Readonly<Record<string, unknown>>;

export interface Steps {
  readonly normalizer: Json | null;
  readonly pre_tokenizer: Json;
  readonly decoder: Json;
  /** What ends a word in the vocabulary. */
  readonly suffix: string;
}

const sequence = (kind: string, steps: readonly Json[]): Json => ({ type: 'Sequence', [kind]: steps });

/** BERT's basic tokenizer, as of Transformers' OpenAIGPTTokenizer. */
const BASIC: Steps = {
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  decoder: { type: 'BPEDecoder', suffix: END },
  suffix: END,
};

const BYTES: Json = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };

/** A sigma that ends its word; the library's lower case takes each character by itself. */
const LAST_SIGMA = String.raw`\p{Cased}\p{Case_Ignorable}*\KΣ(?!\p{Case_Ignorable}*\p{Cased})`;

/** White space, as of JavaScript. */
const SPACE = String.raw`\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;

/** As WORD of words.ts. */
const WORD = String.raw`['’](?:s|t|re|ve|ll|d|m)(?![\p{L}\p{M}])|[\p{L}\p{M}]+|\p{N}+|[^${SPACE}\p{L}\p{M}\p{N}]`;

/** Words as in words.ts, in pieces at what the vocabulary does not know, as in `spell`. */
const own = ({ entries }: ReleasedFile): Steps => ({
  normalizer: sequence('normalizers', [
    { type: 'Replace', pattern: { Regex: LAST_SIGMA }, content: 'ς' },
    { type: 'Lowercase' },
    { type: 'NFC' },
  ]),
  pre_tokenizer: sequence('pretokenizers', [
    { type: 'Split', pattern: { Regex: WORD }, behavior: 'Removed', invert: true },
    { type: 'Split', pattern: { Regex: outside(entries) }, behavior: 'Isolated', invert: false },
  ]),
  decoder: { type: 'BPEDecoder', suffix: END },
  suffix: END,
});

/** A character that no entry is of. */
function outside(entries: readonly string[]): string {
  const known = entries
    .filter((entry) => entry.endsWith(END))
    .map((entry) => [...entry.slice(0, -END.length)])
    .flatMap((characters) => (characters.length === 1 ? characters : []));
  const codes = known.map((character) => `\\x{${character.codePointAt(0)!.toString(16)}}`);
  return `[^${codes.join('')}]`;
}

export const STEPS: Readonly<Record<SchemeName, (file: ReleasedFile) => Steps>> = {
  'gpt1-basic': () => BASIC,
  'gpt1-code': () => BASIC,
  gpt2: () => ({
    normalizer: null,
    pre_tokenizer: BYTES,
    decoder: BYTES,
    suffix: '',
  }),
  reprise: own,
};
