/**
 * A reader who knows the miniature's world: the right class of an example from the meaning of its words alone. Nobody
 * told it how the examples were made, so that the labels it disagrees with are those that are wrong on purpose.
 */
import { CRAFTS, GLAD, PLEASING, SAD } from '../../src/datasets/miniature/lexicon.js';
import type { TaskName } from '../../src/tasks/index.js';
import type { Example } from '../../src/tasks/task.js';
import { wordsOf } from '../../src/tokenizer/words.js';

type Fields = Example['fields'];

export const MEANING: Readonly<Partial<Record<TaskName, (fields: Fields) => number>>> = {
  'sst-2': ({ sentence }) => Number(pleases(verdictOf(sentence!))),
  qqp: ({ question1, question2 }) => Number(asked(question1!) === asked(question2!)),
  mnli: ({ premise, hypothesis }) => {
    const craft = craftOf(hypothesis!);
    if (craft === null) return 1;
    return (craft === craftOf(premise!)) !== isDenied(hypothesis!) ? 0 : 2;
  },
  race: ({ article, question, A, B, C, D }) => {
    const [, , name] = question!.replace('?', '').split(' ');
    const theirs = article!
      .split('. ')
      .filter((sentence) => [name, 'She', 'He'].includes(sentence.split(' ')[0]));
    return [A, B, C, D].findIndex((option) => craftOf(option!) === craftOf(theirs.join(' ')));
  },
  storycloze: ({ story, ending1, ending2 }) =>
    [ending1, ending2].findIndex((ending) => ends(story!, ending!)),
};

/** What follows "but", or what "although" does not concede; of two that agree, the last. */
const verdictOf = (sentence: string): string =>
  sentence
    .split(' although ')[0]!
    .split(/ but | and /)
    .at(-1)!;

const isDenied = (text: string): boolean => wordsOf(text).includes('not');

/** Of a text about one thing. */
const pleases = (text: string): boolean =>
  wordsOf(text).some((word) => PLEASING.includes(word)) !== isDenied(text);

/** The craft and what is asked about it. */
function asked(question: string): string {
  const verb = /\b(?:work|go|use|take|need|buy|make|sell)\b/.exec(question)![0];
  const same: Readonly<Record<string, string>> = { go: 'work', take: 'use', buy: 'need', sell: 'make' };
  return `${craftOf(question)} ${same[verb] ?? verb}`;
}

function ends(story: string, ending: string): boolean {
  const feeling = ending.split(' ')[1]!.replace('.', '');
  const glad = GLAD.includes(feeling);
  return glad || SAD.includes(feeling)
    ? glad === pleases(story.split('. ')[2]!)
    : craftOf(ending) === craftOf(story);
}

/** The one craft that a text is about; null where it is about none. */
export function craftOf(text: string): string | null {
  const words = wordsOf(text);
  const crafts = CRAFTS.filter((craft) =>
    [craft.name, ...wordsOfCraft(craft)].some((word) => words.includes(word)),
  );
  if (crafts.length > 1)
    throw new Error(`"${text}" is about ${crafts.map(({ name }) => name).join(' and ')}.`);
  return crafts.at(0)?.name ?? null;
}

export const wordsOfCraft = ({ words }: (typeof CRAFTS)[number]): readonly string[] =>
  Object.values(words).flat();
