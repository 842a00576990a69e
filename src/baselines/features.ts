/** What a bag of words sees of an example: which words stand in which part, and which in both; never their order. */
import { outputsOf } from '../tasks/task.js';
import type { Example, Task } from '../tasks/task.js';
import { wordsOf } from '../tokenizer/words.js';

/** The features of each class of an example: of each option where one is to be chosen, else one list for all. */
export function candidateFeatures(task: Task, example: Example): readonly (readonly string[])[] {
  const sequences = task.sequences(example);
  if (task.head === 'choose') return sequences.map(partFeatures);
  const features = task.head === 'symmetric' ? symmetricFeatures(sequences[0]) : partFeatures(sequences[0]);
  return Array.from({ length: outputsOf(task.output) }, (_, index) =>
    features.map((feature) => `${index} ${feature}`),
  );
}

/** Each part's words under the part's number. */
function partFeatures(parts: readonly string[]): readonly string[] {
  const bags = parts.map(bagOf);
  return [...bags.flatMap((bag, index) => tagged(String(index), bag)), ...sharedFeatures(bags)];
}

/** Both parts' words under one name: either order of the parts gives the same features. */
function symmetricFeatures(parts: readonly string[]): readonly string[] {
  const bags = parts.map(bagOf);
  const either = new Set(bags.flatMap((bag) => [...bag]));
  return [...tagged('either', either), ...sharedFeatures(bags)];
}

/** Words in both of two parts, and the share of the shorter bag that they make, in fifths. */
function sharedFeatures(bags: readonly ReadonlySet<string>[]): readonly string[] {
  if (bags.length < 2) return [BIAS];
  const [longer, shorter] = bags[0].size >= bags[1].size ? bags : [bags[1], bags[0]];
  const shared = [...shorter].filter((word) => longer.has(word));
  const fifths = shorter.size === 0 ? 0 : Math.floor((5 * shared.length) / shorter.size);
  return [...tagged('both', shared), `overlap ${fifths}`, BIAS];
}

const BIAS = 'bias';

const bagOf = (text: string): ReadonlySet<string> => new Set(wordsOf(text));

const tagged = (tag: string, words: Iterable<string>): string[] => [...words].map((word) => `${tag} ${word}`);
