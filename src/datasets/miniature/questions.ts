/** Questions about crafts, and pairs of them that ask the same in other words, or not. */
import type { RandomStream } from '../../random/stream.js';
import { CRAFTS, ROLES } from './lexicon.js';
import type { Craft, Role } from './lexicon.js';
import { details, predicate, question, sentence } from './prose.js';

const HINTS = 2;

/** Two questions that ask for the same, of one craft or of two. */
export function questionPair(same: boolean, random: RandomStream): readonly [string, string] {
  for (;;) {
    const [craft, other] = random.shuffle(CRAFTS);
    const asked = { role: random.pick(ROLES), hints: HINTS };
    const second = same ? craft : other;
    const pair = [craftQuestion(craft!, asked, random), craftQuestion(second!, asked, random)] as const;
    if (pair[0] !== pair[1]) return pair;
  }
}

/** "What does the baker need?" or "What does somebody need who sells bread?", with as many hints as are asked for. */
export function craftQuestion(craft: Craft, { role, hints }: Asked, random: RandomStream): string {
  if (random.integer(3) === 0) return sentence(question(`the ${craft.name}`, role, random), '?');
  const known = details(craft, hints, random).map((detail) => predicate(detail, random));
  return sentence(`${question('somebody', role, random)} who ${known.join(' and ')}`, '?');
}

export interface Asked {
  readonly role: Role;
  /** How many of the craft's words tell which craft is meant. */
  readonly hints: number;
}
