/** What a bag of words sees of an example: which words stand in which part, and which in both; never their order. */
import type { Example, Task } from '../tasks/task.js';
import { wordsOf } from '../tokenizer/words.js';

/** The features of each class of an example: of each option where one is to be chosen, else one list for all. */
export function candidateFeatures(task: Task, example: Example): readonly (readonly string[])[] {
  if (task.head === 'choose') return task.sequences(example).map(partFeatures);
  const features = exampleFeatures(task, example);
  const classes = task.output.kind === 'classes' ? task.output.names : [];
  return classes.map((_, index) => features.map((feature) => `${index} ${feature}`));
}

/** The features of an example as a whole. */
export function exampleFeatures(task: Task, example: Example): readonly string[] {
  const [parts = []] = task.sequences(example);
  return task.head === 'symmetric' ? symmetricFeatures(parts) : partFeatures(parts);
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
function sharedFeatures([first, second]: readonly ReadonlySet<string>[]): readonly string[] {
  if (first === undefined || second === undefined) return [BIAS];
  const [longer, shorter] = first.size >= second.size ? [first, second] : [second, first];
  const shared = [...shorter].filter((word) => longer.has(word));
  const fifths = shorter.size === 0 ? 0 : Math.floor((5 * shared.length) / shorter.size);
  return [...tagged('both', shared), `overlap ${fifths}`, BIAS];
}

const BIAS = 'bias';

const bagOf = (text: string): ReadonlySet<string> => new Set(wordsOf(text));

const tagged = (tag: string, words: Iterable<string>): string[] => [...words].map((word) => `${tag} ${word}`);

/** Numbers features from 0 as they appear; a text of features that no training example has says nothing. */
export class FeatureIndex {
  readonly #indices = new Map<string, number>();

  get size(): number {
    return this.#indices.size;
  }

  /** Of a training example. */
  learn(features: readonly string[]): readonly number[] {
    return features.map((feature) => {
      const index = this.#indices.get(feature) ?? this.#indices.size;
      this.#indices.set(feature, index);
      return index;
    });
  }

  /** Those that are known. */
  find(features: readonly string[]): readonly number[] {
    return features.flatMap((feature) => this.#indices.get(feature) ?? []);
  }
}
