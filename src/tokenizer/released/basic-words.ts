/**
 * The words of BERT's basic tokenizer, with which model hubs use GPT-1: control characters go, accents go, lower case;
 * white space separates, and each punctuation mark and each Chinese character is a word of its own.
 */

/** Control, format and private-use characters, but not tab and line breaks. */
const REMOVED = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;

const CHINESE =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

const ACCENTS = /\p{Mn}/gu;

/** ASCII's marks that Unicode counts as symbols are punctuation here, too. */
const WORD = /[\p{P}$+<=>^`|~]|[^\p{White_Space}\p{P}$+<=>^`|~]+/gu;

export function basicWords(text: string): readonly string[] {
  const apart = text.replace(REMOVED, '').replace(CHINESE, ' $& ');
  return lowerCase(apart.normalize('NFD').replace(ACCENTS, '')).match(WORD) ?? [];
}

/** Character by character: a sigma that ends its word is the same as any other. */
const lowerCase = (text: string): string => Array.from(text, (character) => character.toLowerCase()).join('');
