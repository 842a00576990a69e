/** Stories of somebody at work: a craft and what belongs to it, how the work turned out, and how it ended. */
import type { RandomStream } from '../../random/stream.js';
import { CRAFTS, GLAD, PEOPLE, ROLES, SAD } from './lexicon.js';
import { detailOf, details, judgement, pronoun, sentence, statement } from './prose.js';

export interface Story {
  /** Four. */
  readonly sentences: readonly string[];
  readonly ending: string;
  /** Fits another story. */
  readonly wrongEnding: string;
}

/** Share of judgements that deny the opposite. */
const DENIED = 0.05;

/** Half of the stories end with how the work turned out, half with something else of the craft. */
export function story(random: RandomStream): Story {
  const who = random.pick(PEOPLE);
  const [craft, other] = random.shuffle(CRAFTS);
  const she = pronoun(who);
  const [first, second] = details(craft!, 2, random);
  const pleasing = random.integer(2) === 0;
  const sentences = [
    statement(who.name, first!, random),
    statement(she, second!, random),
    `the work ${judgement(pleasing, DENIED, random)}`,
    `the day ${judgement(pleasing, DENIED, random)}`,
  ].map((text) => sentence(text));
  if (random.integer(2) === 0) {
    const [fit, misfit] = pleasing ? [GLAD, SAD] : [SAD, GLAD];
    const reaction = (from: readonly string[]): string => sentence(`${she} ${random.pick(from)}`);
    return { sentences, ending: reaction(fit), wrongEnding: reaction(misfit) };
  }
  const not = [first!.word, second!.word];
  const role = random.pick(ROLES.filter((one) => craft!.words[one].some((word) => !not.includes(word))));
  const last = (of: typeof craft): string =>
    sentence(statement(she, detailOf(of!, role, { random, not }), random));
  return { sentences, ending: last(craft), wrongEnding: last(other) };
}
