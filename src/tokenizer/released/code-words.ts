/**
 * The words of GPT-1's own code: text is repaired and standardised, then split as an English tokenizer splits, with line
 * breaks as words. The code calls ftfy and spaCy for the repair and the split; these are their common rules, written
 * anew: encodings that were mistaken for others are not repaired, and rare abbreviations are split.
 */

/** What ftfy makes plain: curly quotes, line breaks, control characters; ligatures and wide letters, by NFKC. */
const REPAIRS: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/[\u2018\u2019\u201A\u201B]/gu, () => "'"],
  [/[\u201C\u201D\u201E\u201F]/gu, () => '"'],
  [/\r\n|[\r\u2028\u2029\u0085]/gu, () => '\n'],
  [/[\u0000-\u0008\u000B\u000E-\u001F\u007F\uFEFF]/gu, () => ''],
  [/[\uFB00-\uFB06\uFF01-\uFF5E\u3000]/gu, (found) => found.normalize('NFKC')],
];

/** Runs of one such mark are words. */
const MARKS = /-+|~+|!+|"+|;+|\?+|\++|,+|\)+|\(+|\\+|\/+|\*+|\[+|\]+|\}+|\{+|\|+|_+/gu;

function standardised(text: string): string {
  const repaired = REPAIRS.reduce((made, [pattern, by]) => made.replace(pattern, by), text).normalize('NFC');
  return repaired
    .replace(/[—–―]/gu, '-')
    .replace(/…/gu, '...')
    .replace(/´/gu, "'")
    .replace(MARKS, ' $& ')
    .replace(/\s*\n\s*/gu, ' \n ')
    .replace(/[^\S\n]+/gu, ' ')
    .trim();
}

export function codeWords(text: string): readonly string[] {
  const chunks =
    standardised(text)
      .toLowerCase()
      .match(/\n|\S+/gu) ?? [];
  return chunks.flatMap((chunk) => (chunk === '\n' ? [chunk] : chunkWords(chunk)));
}

/** Keep their full stop. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms messrs dr prof rev gen col capt lt sgt sen rep gov hon st mt jr sr vs etc inc ltd co corp bros ' +
    'no vol fig jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m e.g i.e ph.d'
  )
    .split(' ')
    .map((word) => `${word}.`),
);

const isWhole = (chunk: string): boolean => ABBREVIATIONS.has(chunk) || /^(?:\p{L}\.)+$/u.test(chunk);

/** What stands before a word, and behind it. */
const PREFIX = /^(?:\.\.+|['`:<>=&%#$£€¥§@^]|\.(?!\d))(?=.)/u;
const SUFFIX =
  /(?:\.\.+|'s|['`:<>=&%$£€¥^]|\.|(?<=\d)(?:km|cm|mm|kg|mg|mph|ft|lb|lbs|am|pm|a\.m\.|p\.m\.))$/u;

/** Contractions and compounds that are two words, with their second one. */
const TAIL = /(?<=.)(?:n't|'(?:ll|re|ve|d|m))$|(?<=^can)not$|(?<=^(?:gon|wan))(?:na|ta)$|(?<=^got)ta$/u;

const INFIX = /\.\.+|(?<=\p{L}):(?=\p{L})|(?<=[\p{L}\d])[<>=](?=\p{L})/u;

/** Marks are taken from both ends until there are none, then the middle is parted. */
function chunkWords(chunk: string): readonly string[] {
  if (chunk === '' || isWhole(chunk)) return chunk === '' ? [] : [chunk];
  const before = PREFIX.exec(chunk)?.[0];
  if (before !== undefined) return [before, ...chunkWords(chunk.slice(before.length))];
  const behind = (SUFFIX.exec(chunk) ?? TAIL.exec(chunk))?.[0];
  if (behind !== undefined && behind.length < chunk.length)
    return [...chunkWords(chunk.slice(0, -behind.length)), behind];
  const inside = INFIX.exec(chunk);
  if (inside === null || inside.index === 0) return [chunk];
  const end = inside.index + inside[0].length;
  return [...chunkWords(chunk.slice(0, inside.index)), inside[0], ...chunkWords(chunk.slice(end))];
}
