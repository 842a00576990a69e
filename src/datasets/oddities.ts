/** What is odd about data that can be read: refused where nothing of use is left, otherwise said wherever it is used. */
import { createHash } from 'node:crypto';
import type { Document } from '../corpora/corpus.js';
import { join } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import { MAX_REJECTED_SHARE } from '../tasks/task.js';
import type { Example, Output, Place } from '../tasks/task.js';

/** Characters of an example above which it is said to be long: fifteen times the longest of the published sets. */
export const LONG_EXAMPLE = 100_000;

/** What bytes become that are no UTF-8, and what no text holds. */
const UNREADABLE = /[\uFFFD\0]/g;

const UNREADABLE_KINDS = 'U+FFFD, which bytes that are no UTF-8 become, or NUL';
const CONVERT = `At most ${100 * MAX_REJECTED_SHARE} % may be. Find a copy in UTF-8, or convert this one: iconv -f LATIN1 -t UTF-8; where every other character is NUL, iconv -f UTF-16 -t UTF-8.`;

interface Whole {
  /** For refusals. */
  readonly folder: string;
  readonly split: string;
  readonly examples: readonly Example[];
  readonly output: Output;
}

/** Sentences. Throws UserError where the split is empty, or more than MAX_REJECTED_SHARE of it is unreadable. */
export function oddExamples(whole: Whole): readonly string[] {
  const { folder, split, examples } = whole;
  if (examples.length === 0)
    throw new UserError(`${folder}: ${split} holds no labelled example that can be used.`, EXIT.usage);
  const unreadable = examples.filter((example) => textsOf(example).some((text) => countUnreadable(text) > 0));
  const said = `${shareOf(whole, unreadable)} unreadable characters (${UNREADABLE_KINDS})`;
  if (unreadable.length > MAX_REJECTED_SHARE * examples.length)
    throw new UserError(`${said}${firstOf(unreadable, folder)}. ${CONVERT}`, EXIT.usage);
  return [
    ...(unreadable.length === 0 ? [] : [`${said}${firstOf(unreadable)}.`]),
    ...longExamples(whole),
    ...repeatedExamples(whole),
    ...oddLabels(whole),
  ];
}

function longExamples(whole: Whole): readonly string[] {
  const long = whole.examples.filter((example) => lengthOf(example) > LONG_EXAMPLE);
  const longest = long.reduce((most, example) => Math.max(most, lengthOf(example)), 0);
  if (long.length === 0) return [];
  return [
    `${shareOf(whole, long)} more than ${LONG_EXAMPLE} characters (${longest} at most)${firstOf(long)}; ` +
      'a model reads what its context length takes.',
  ];
}

/** A few are in every published set: it is their share that is odd. */
function repeatedExamples(whole: Whole): readonly string[] {
  const seen = new Set<string>();
  const repeated = whole.examples.filter((example) => {
    const key = JSON.stringify([example.label, ...textsOf(example)]);
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated;
  });
  if (repeated.length <= MAX_REJECTED_SHARE * whole.examples.length) return [];
  return [`${shareOf(whole, repeated)} the text and label of an earlier one${firstOf(repeated)}.`];
}

function oddLabels({ split, examples, output }: Whole): readonly string[] {
  const found = new Set(examples.map(({ label }) => label));
  const [only] = found;
  const all = `all ${examples.length} examples`;
  if (output.kind === 'range')
    return found.size > 1 || only === undefined ? [] : [`${split} holds one label only: ${only}, ${all}.`];
  const named = (labels: readonly string[]): string => labels.map((label) => `“${label}”`).join(', ');
  if (found.size === 1) return [`${split} holds one class only: ${named([output.names[only!]!])}, ${all}.`];
  const missing = output.names.filter((_, label) => !found.has(label));
  return missing.length === 0 ? [] : [`${split} holds no example of ${named(missing)}.`];
}

const textsOf = ({ fields }: Example): readonly string[] => Object.values(fields);
const lengthOf = (example: Example): number =>
  textsOf(example).reduce((length, text) => length + text.length, 0);

/** "train: 3 of 300 examples (1 %) hold". */
function shareOf({ split, examples }: Whole, odd: readonly Example[]): string {
  const hold = odd.length === 1 ? 'holds' : 'hold';
  return `${split}: ${odd.length} of ${examples.length} examples (${percent(odd.length / examples.length)}) ${hold}`;
}

const firstOf = ([first]: readonly Example[], folder = ''): string =>
  first?.place === undefined ? '' : `, first at ${placeText(first.place, folder)}`;

const placeText = ({ file, line }: Place, folder = ''): string => `${join(folder, file)}:${line}`;

const percent = (share: number): string =>
  share < 0.00001 ? 'less than 0.001 %' : `${Number((100 * share).toFixed(share < 0.01 ? 3 : 1))} %`;

/** How many characters of a text are unreadable. */
const countUnreadable = (text: string): number => text.match(UNREADABLE)?.length ?? 0;

/** Counts the documents of a corpus, each seen once. */
export class CorpusCounts {
  documents = 0;
  characters = 0;
  unreadable = 0;
  private firstUnreadable: Place | null = null;
  private readonly blank: string[] = [];
  private readonly repeated: string[] = [];
  private readonly hashes = new Set<string>();

  /** `folder`: for refusals. */
  constructor(private readonly folder: string) {}

  add({ name, text }: Document): void {
    this.documents += 1;
    this.characters += text.length;
    const unreadable = countUnreadable(text);
    if (unreadable > 0) this.firstUnreadable ??= { file: name, line: lineOf(text, text.search(UNREADABLE)) };
    this.unreadable += unreadable;
    if (text.trim() === '') this.blank.push(name);
    else if (!this.isNew(text)) this.repeated.push(name);
  }

  private isNew(text: string): boolean {
    const before = this.hashes.size;
    return this.hashes.add(createHash('sha256').update(text).digest('base64')).size > before;
  }

  /** Sentences. Throws UserError where there is no text, or more than MAX_REJECTED_SHARE of it is unreadable. */
  warnings(): readonly string[] {
    const { folder, documents, characters, unreadable, blank, repeated } = this;
    if (blank.length === documents)
      throw new UserError(
        `${folder} holds no text: ${characters} characters in ${documents} documents, all of them blank.`,
        EXIT.usage,
      );
    if (unreadable > MAX_REJECTED_SHARE * characters)
      throw new UserError(`${this.unreadableText(folder)}. ${CONVERT}`, EXIT.usage);
    return [
      ...(unreadable === 0 ? [] : [`${this.unreadableText()}.`]),
      ...documentsThat(blank, { documents, are: 'without text' }),
      ...documentsThat(repeated, { documents, are: 'with the text of an earlier one' }),
    ];
  }

  private unreadableText(folder = ''): string {
    const { characters, unreadable, firstUnreadable: first } = this;
    const where = first === null ? '' : `, first at ${placeText(first, folder)}`;
    const share = percent(unreadable / characters);
    return `${unreadable} of ${characters} characters (${share}) are unreadable (${UNREADABLE_KINDS})${where}`;
  }
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

function documentsThat(
  names: readonly string[],
  { documents, are }: { documents: number; are: string },
): readonly string[] {
  const [first] = names;
  if (first === undefined) return [];
  const verb = names.length === 1 ? 'is' : 'are';
  return [`${names.length} of ${documents} documents ${verb} ${are}, first ${first}.`];
}
