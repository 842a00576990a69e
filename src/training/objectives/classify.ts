/** One of some classes: cross-entropy, −Σ log softmax(outputs)[label] / examples (Radford et al. 2018, equation 4). */
import { logSoftmax, mul, neg, sum, tensor2d } from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { TaskObjective } from './objective.js';

export const classify: TaskObjective = {
  loss: (outputs, labels) => {
    const [rows, classes] = outputs.shape;
    const shares = new Float32Array(rows * classes);
    labels.forEach((label, row) => (shares[row * classes + label] = 1 / rows));
    const picked = mul(logSoftmax(outputs), tensor2d(shares, [rows, classes]));
    return neg(sum<Scalar>(picked));
  },
  scores: (outputs) => logSoftmax(outputs),
  predict: (row) => ({ predicted: row.indexOf(Math.max(...row)), scores: row }),
};
