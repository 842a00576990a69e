/** Premises about somebody's craft, and what else can be said of them then. */
import type { RandomStream } from '../../random/stream.js';
import { CRAFTS, FAMILY, PASTIMES, PEOPLE } from './lexicon.js';
import type { Craft, Person } from './lexicon.js';
import { denial, details, sentence, statement, withArticle } from './prose.js';

export type Relation = 'entailment' | 'neutral' | 'contradiction';

export interface Claim {
  readonly premise: string;
  readonly hypothesis: string;
}

/** Who is spoken of: the mismatched genre has "my sister" where the others have "Mara". */
export type Genre = 'letters' | 'family';

const SUBJECTS: Readonly<Record<Genre, readonly Person[]>> = { letters: PEOPLE, family: FAMILY };

/**
 * What belongs to the craft of the premise is entailed, what belongs to another is contradicted, each the other way
 * round where it is denied; of other people and of pastimes the premise says nothing.
 */
export function claim(relation: Relation, genre: Genre, random: RandomStream): Claim {
  const [who, somebody] = random.shuffle(SUBJECTS[genre]).map(({ name }) => name);
  const [craft, other] = random.shuffle(CRAFTS);
  const [told, more] = details(craft, 2, random);
  const premise =
    random.integer(2) === 0 ? `${who} is ${withArticle(craft.name)}` : statement(who, told, random);
  const denied = random.integer(3) === 0;
  const say = denied ? denial : statement;
  if (relation !== 'neutral') {
    const fits = (relation === 'entailment') !== denied;
    return whole(premise, say(who, fits ? more : anyOf(other, random), random));
  }
  if (random.integer(2) === 0) return whole(premise, `${who} ${random.pick(PASTIMES)}`);
  return whole(premise, say(somebody, random.integer(2) === 0 ? more : anyOf(other, random), random));
}

const anyOf = (craft: Craft, random: RandomStream) => details(craft, 1, random)[0];

const whole = (premise: string, hypothesis: string): Claim => ({
  premise: sentence(premise),
  hypothesis: sentence(hypothesis),
});
