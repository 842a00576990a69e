/** The same answer to all: the most frequent class of the training examples, of equals the first; of numbers the mean. */
import { mean } from '../statistics/moments.js';
import type { Example, Output } from '../tasks/task.js';
import { highest, numberAnswer } from './baseline.js';
import type { Answer, Baseline } from './baseline.js';

export const majority: Baseline = ({ task: { output }, examples }) => {
  const answer =
    output.kind === 'range' ? meanLabel(output, examples) : frequencies(output.names.length, examples);
  return () => answer;
};

/** Scores are the logarithms of the classes' shares, with one added to every count: no share is 0. */
function frequencies(classes: number, examples: readonly Example[]): Answer {
  const counts = new Array<number>(classes).fill(1);
  for (const { label } of examples) counts[label]! += 1;
  return highest(counts.map((count) => Math.log(count / (examples.length + classes))));
}

/** The mean minimises the squared error; without examples, the middle of the range. */
function meanLabel({ low, high }: Extract<Output, { kind: 'range' }>, examples: readonly Example[]): Answer {
  const labels = examples.map(({ label }) => label);
  return numberAnswer(labels.length === 0 ? (low + high) / 2 : mean(labels));
}
