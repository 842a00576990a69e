/** Questions about crafts, and pairs of them that ask the same in other words, or not. */
import type { RandomStream } from '../../random/stream.js';
import { CRAFTS, ROLES } from './lexicon.js';
import type { Craft, Role } from './lexicon.js';
import { details, question, sentence, statement } from './prose.js';

/** Two questions. Those that differ do so in the craft or in what they ask, seven in eight in the craft. */
export function questionPair(same: boolean, random: RandomStream): readonly [string, string] {
  for (;;) {
    const [craft, otherCraft] = random.shuffle(CRAFTS);
    const [role, otherRole] = random.shuffle(ROLES);
    const differing = random.integer(8) > 0 ? ([otherCraft, role] as const) : ([craft, otherRole] as const);
    const pair = [
      craftQuestion(craft, role, random),
      craftQuestion(...(same ? ([craft, role] as const) : differing), random),
    ] as const;
    if (pair[0] !== pair[1]) return pair;
  }
}

/** "What does the baker need?" or "What does somebody need who sells bread?". */
export function craftQuestion(craft: Craft, role: Role, random: RandomStream): string {
  if (random.integer(3) === 0) return sentence(question(`the ${craft.name}`, role, random), '?');
  const [hint] = details(craft, 1, random);
  return sentence(statement(`${question('somebody', role, random)} who`, hint, random), '?');
}
