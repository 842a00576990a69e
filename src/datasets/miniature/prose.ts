/** How the miniature's world is put into sentences. Every choice of words comes from the stream that is passed. */
import type { RandomStream } from '../../random/stream.js';
import { DISPLEASING, PLEASING, ROLES } from './lexicon.js';
import type { Craft, Person, Role } from './lexicon.js';

/** A capital and an end. */
export const sentence = (text: string, end = '.'): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;

/** "an anvil". */
export const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

export const pronoun = ({ she }: Person): string => (she ? 'she' : 'he');

/** What one does with a word of a role, in two ways: the base form of the verb and what stands before the word. */
const PHRASES: Readonly<Record<Role, readonly (readonly [verb: string, before: string])[]>> = {
  place: [
    ['work', 'at the '],
    ['go', 'to the '],
  ],
  tool: [
    ['use', 'the '],
    ['take', 'the '],
  ],
  material: [
    ['need', ''],
    ['buy', ''],
  ],
  product: [
    ['make', ''],
    ['sell', ''],
  ],
};

/** A word of a craft in one of its roles. */
export interface Detail {
  readonly role: Role;
  readonly word: string;
}

/** Different words of a craft, at most as many as it has. */
export function details({ words }: Craft, count: number, random: RandomStream): readonly Detail[] {
  const all = ROLES.flatMap((role) => words[role].map((word) => ({ role, word })));
  return random.shuffle(all).slice(0, count);
}

/** A word of a role that is none of those named. */
export function detailOf({ words }: Craft, role: Role, { random, not }: Choice): Detail {
  return { role, word: random.pick(words[role].filter((word) => !not.includes(word))) };
}

export interface Choice {
  readonly random: RandomStream;
  readonly not: readonly string[];
}

/** "she uses the oven". */
export function statement(subject: string, detail: Detail, random: RandomStream): string {
  return `${subject} ${predicate(detail, random)}`;
}

/** "uses the oven". */
export function predicate({ role, word }: Detail, random: RandomStream): string {
  const [verb, before] = random.pick(PHRASES[role]);
  return `${verb === 'go' ? 'goes' : `${verb}s`} ${before}${word}`;
}

/** "she does not use the oven". */
export function denial(subject: string, { role, word }: Detail, random: RandomStream): string {
  const [verb, before] = random.pick(PHRASES[role]);
  return `${subject} does not ${verb} ${before}${word}`;
}

/** "what does she use", for which "the oven" is an answer. */
export function question(subject: string, role: Role, random: RandomStream): string {
  const [verb] = random.pick(PHRASES[role]);
  return `${role === 'place' ? 'where' : 'what'} does ${subject} ${verb}`;
}

/** "the oven", as an answer. */
export const answer = ({ role, word }: Detail): string =>
  ({ place: `at the ${word}`, tool: `the ${word}`, material: word, product: word })[role];

/** "is splendid", or, in a share of cases, "is not dull". */
export function judgement(pleasing: boolean, denied: number, random: RandomStream): string {
  const denies = random.uniform() < denied;
  const word = random.pick(pleasing !== denies ? PLEASING : DISPLEASING);
  return denies ? `is not ${word}` : `is ${random.pick(['', '', 'very '])}${word}`;
}
