/** The books: scenes of the miniature's world, in which what the tasks ask about is told again and again. */
import type { RandomStream } from '../../random/stream.js';
import { randomStream } from '../../random/stream.js';
import { CRAFTS, DISPLEASING, ELDERS, GLAD, PASTIMES, PEOPLE, PLEASING, SAD, SHOWS } from './lexicon.js';
import type { Craft } from './lexicon.js';
import { opinion } from './opinions.js';
import type { Twists } from './opinions.js';
import { easyPassage, hardPassage } from './passages.js';
import { answer, denial, details, pronoun, sentence, statement, withArticle } from './prose.js';
import type { Detail } from './prose.js';
import { craftQuestion } from './questions.js';
import { story } from './stories.js';

type Scene = (random: RandomStream) => readonly string[];

/** Scenes and how many of a hundred they are. */
const SCENES: readonly (readonly [share: number, scene: Scene])[] = [
  [25, portrait],
  [10, contrast],
  [15, work],
  [15, lesson],
  [10, lore],
  [25, visit],
];

/** A book of so many scenes, each a paragraph. */
export function book(seed: number, index: number, scenes: number): string {
  const random = randomStream('miniature', seed, 'book', index);
  const paragraphs = Array.from({ length: scenes }, () => pickScene(random)(random).join(' '));
  return `${paragraphs.join('\n')}\n`;
}

function pickScene(random: RandomStream): Scene {
  let left = random.integer(100);
  for (const [share, scene] of SCENES) {
    if (left < share) return scene;
    left -= share;
  }
  throw new Error('The shares of the scenes do not add up to 100.');
}

const EVERYBODY = [...PEOPLE, ...ELDERS];

/** One person and much that belongs to the craft. */
function portrait(random: RandomStream): readonly string[] {
  const who = random.pick(EVERYBODY);
  const [craft, other] = random.shuffle(CRAFTS);
  const she = pronoun(who);
  const known = details(craft!, 5, random).map((detail) =>
    statement(she, compound(craft!, detail, random), random),
  );
  const foreign = denial(she, details(other!, 1, random)[0]!, random);
  const lines = [
    `${who.name} is ${withArticle(craft!.name)}`,
    ...known,
    foreign,
    `${she} ${random.pick(PASTIMES)}`,
  ];
  return lines.map((line) => sentence(line));
}

/** "flour bread", "bakery oven": a word with another of its craft before it, more often than not. */
function compound({ words }: Craft, { role, word }: Detail, random: RandomStream): Detail {
  const others = [...words.place, ...words.material].filter((other) => other !== word);
  return role === 'place' || random.integer(3) === 0
    ? { role, word }
    : { role, word: `${random.pick(others)} ${word}` };
}

/** Two people of two crafts, told in turns. */
function contrast(random: RandomStream): readonly string[] {
  const people = random.shuffle(EVERYBODY).slice(0, 2);
  const crafts = random.shuffle(CRAFTS);
  const introductions = people.map(({ name }, index) => `${name} is ${withArticle(crafts[index]!.name)}`);
  const known = people.map((_, index) => details(crafts[index]!, 3, random));
  const turns = [0, 1, 2].flatMap((turn) =>
    people.map(({ name }, index) => statement(name, known[index]![turn]!, random)),
  );
  return [...introductions, ...turns].map((line) => sentence(line));
}

function work(random: RandomStream): readonly string[] {
  const { sentences, ending } = story(random);
  return [...sentences, ending];
}

/** A passage, and a question with its answer. */
function lesson(random: RandomStream): readonly string[] {
  const told = (random.integer(2) === 0 ? easyPassage : hardPassage)(random);
  return [...told.sentences, told.question, told.answer];
}

/** Two questions about one craft, each asked twice, in other words, with their answers. */
function lore(random: RandomStream): readonly string[] {
  const craft = random.pick(CRAFTS);
  return details(craft, 2, random).flatMap((detail) => [
    craftQuestion(craft, { role: detail.role, hints: 1 }, random),
    craftQuestion(craft, { role: detail.role, hints: 1 }, random),
    sentence(answer(detail)),
  ]);
}

const TWISTS: Twists = { mixed: 0.15, denied: 0.05 };

function visit(random: RandomStream): readonly string[] {
  const who = random.pick(PEOPLE);
  const she = pronoun(who);
  const pleasing = random.integer(2) === 0;
  const show = random.pick(SHOWS);
  const reactions = random.shuffle(pleasing ? GLAD : SAD).slice(0, 2);
  const words = random.shuffle(pleasing ? PLEASING : DISPLEASING);
  const lines = [
    `${who.name} sees ${withArticle(words[0]!)} ${words[1]} ${show}`,
    ...reactions.flatMap((one) => [opinion(pleasing, TWISTS, random), `${she} ${one}`]),
    `it is ${withArticle(words[2]!)} ${words[3]} ${show}`,
  ];
  return lines.map((line) => sentence(line));
}
