/**
 * A number of a range: mean squared error of the head's one output, Σ (outputᵢ − (labelᵢ − low) / (high − low))² / examples.
 * Squared error is what transformers' run_glue trains STS-B with (Devlin et al. 2019 and Radford et al. 2018 name no loss
 * for it); the label is scaled to 0 … 1 so that losses and learning rates do not depend on the unit of a task.
 */
import { mul, square, sub, sum, tensor2d } from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { Output } from '../../tasks/task.js';
import type { TaskObjective } from './objective.js';

type Range = Extract<Output, { kind: 'range' }>;

function rangeOf(output: Output): Range {
  if (output.kind === 'range') return output;
  throw new Error('Classes have no range to regress on.');
}

export const regress: TaskObjective = {
  loss: (outputs, labels, output) => {
    const { low, high } = rangeOf(output);
    const targets = Float32Array.from(labels, (label) => (label - low) / (high - low));
    const errors = square(sub(outputs, tensor2d(targets, [labels.length, 1]))); // (B, 1)
    return mul(sum<Scalar>(errors), 1 / labels.length);
  },
  scores: (outputs) => outputs.clone(),
  predict: (row, output) => {
    const { low, high } = rangeOf(output);
    const value = low + (high - low) * (row[0] ?? NaN);
    return { predicted: Math.max(low, Math.min(high, value)), scores: [] };
  },
};
