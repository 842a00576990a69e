/** What people of the miniature think of a show. */
import type { RandomStream } from '../../random/stream.js';
import { ASPECTS } from './lexicon.js';
import { judgement } from './prose.js';

/** Shares of opinions that praise one thing and blame another, and of judgements that deny the opposite. */
export interface Twists {
  readonly mixed: number;
  readonly denied: number;
}

/** One aspect, two that agree, or two that differ: then what follows "but", or is not conceded, decides. */
export function opinion(pleasing: boolean, { mixed, denied }: Twists, random: RandomStream): string {
  const [one, other] = random.shuffle(ASPECTS);
  const verdict = `the ${one} ${judgement(pleasing, denied, random)}`;
  if (random.uniform() < mixed) {
    const conceded = `the ${other} ${judgement(!pleasing, denied, random)}`;
    return random.integer(2) === 0 ? `${conceded} but ${verdict}` : `${verdict} although ${conceded}`;
  }
  if (random.integer(2) === 0) return verdict;
  return `the ${other} ${judgement(pleasing, denied, random)} and ${verdict}`;
}
