/** Passages about people at work, with a question whose answer the passage does not say but lets one know. */
import type { RandomStream } from '../../random/stream.js';
import { CRAFTS, PEOPLE, ROLES } from './lexicon.js';
import type { Craft, Person, Role } from './lexicon.js';
import { answer, detailOf, details, pronoun, question, sentence, statement } from './prose.js';

export interface Passage {
  readonly sentences: readonly string[];
  /** With its mark. */
  readonly question: string;
  readonly answer: string;
  /** Three answers that fit other crafts. */
  readonly others: readonly string[];
}

const OPTIONS = 4;

/** One person's work. */
export function easyPassage(random: RandomStream): Passage {
  const who = random.pick(PEOPLE);
  const crafts = random.shuffle(CRAFTS).slice(0, OPTIONS);
  const known = details(crafts[0]!, 3, random);
  const she = pronoun(who);
  const sentences = known.map((detail, index) => statement(index === 0 ? who.name : she, detail, random));
  return passage({ who, crafts, sentences, not: known.map(({ word }) => word) }, random);
}

/** Two people's work, told in turns; the question is about one of them, and one wrong answer fits the other. */
export function hardPassage(random: RandomStream): Passage {
  const [who, other] = random.shuffle(PEOPLE);
  const crafts = random.shuffle(CRAFTS).slice(0, OPTIONS);
  const [mine, theirs] = [details(crafts[0]!, 2, random), details(crafts[1]!, 2, random)];
  const both = random.shuffle([
    { name: who!.name, known: mine },
    { name: other!.name, known: theirs },
  ]);
  const sentences = [0, 1].flatMap((turn) =>
    both.map(({ name, known }) => statement(name, known[turn]!, random)),
  );
  const not = [...mine, ...theirs].map(({ word }) => word);
  return passage({ who: who!, crafts, sentences, not }, random);
}

interface Told {
  readonly who: Person;
  /** That of the answer first. */
  readonly crafts: readonly Craft[];
  readonly sentences: readonly string[];
  /** Words of the passage, which no answer repeats. */
  readonly not: readonly string[];
}

function passage({ who, crafts, sentences, not }: Told, random: RandomStream): Passage {
  const isOpen = (role: Role) => crafts.every(({ words }) => words[role].some((word) => !not.includes(word)));
  const role = random.pick(ROLES.filter(isOpen));
  const [right, ...others] = crafts.map((craft) => sentence(answer(detailOf(craft, role, { random, not }))));
  return {
    sentences: sentences.map((text) => sentence(text)),
    question: sentence(question(who.name, role, random), '?'),
    answer: right!,
    others,
  };
}
