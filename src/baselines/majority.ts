/** Always the most frequent class of the training examples; of equals the first. */
import { outputsOf } from '../tasks/task.js';
import type { Baseline } from './baseline.js';

/** Scores are the logarithms of the classes' shares, with one added to every count: no share is 0. */
export const majority: Baseline = ({ task, examples }) => {
  const counts = new Array<number>(outputsOf(task.output)).fill(1);
  for (const { label } of examples) counts[label]++;
  const scores = counts.map((count) => Math.log(count / (examples.length + counts.length)));
  return () => scores;
};
