/** Premises about somebody's craft, and what else can be said of them then. */
import type { RandomStream } from '../../random/stream.js';
import { CRAFTS, ELDERS, PASTIMES, PEOPLE } from './lexicon.js';
import type { Craft, Person } from './lexicon.js';
import { denial, details, predicate, sentence, statement, withArticle } from './prose.js';

export type Relation = 'entailment' | 'neutral' | 'contradiction';

export interface Inference {
  readonly premise: string;
  readonly hypothesis: string;
}

/** Who is spoken of: the mismatched genre has "old Mara" where the others have "Mara". */
export type Genre = 'letters' | 'chronicle';

const SUBJECTS: Readonly<Record<Genre, readonly Person[]>> = { letters: PEOPLE, chronicle: ELDERS };

/**
 * What belongs to the craft of the premise is entailed, what belongs to another is contradicted, each the other way
 * round where it is denied; of pastimes the premise says nothing.
 */
export function inference(relation: Relation, genre: Genre, random: RandomStream): Inference {
  const who = random.pick(SUBJECTS[genre]).name;
  const [craft, other] = random.shuffle(CRAFTS);
  const [first, second, more] = details(craft!, 3, random);
  const known = random.integer(2) === 0 ? `is ${withArticle(craft!.name)}` : predicate(first!, random);
  const premise = `${who} ${known} and ${predicate(second!, random)}`;
  const denied = random.integer(20) === 0;
  const say = denied ? denial : statement;
  if (relation !== 'neutral') {
    const fits = (relation === 'entailment') !== denied;
    return whole(premise, say(who, fits ? more! : anyOf(other!, random), random));
  }
  return whole(premise, `${who} ${random.pick(PASTIMES)}`);
}

const anyOf = (craft: Craft, random: RandomStream) => details(craft, 1, random)[0]!;

const whole = (premise: string, hypothesis: string): Inference => ({
  premise: sentence(premise),
  hypothesis: sentence(hypothesis),
});
