/** Heads: from the states that stand for the sequences of a batch to the outputs of each example [examples, outputs]. */
import { add, mul, reshape, sum } from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Network } from '../network.js';
import { dropoutAt, SITES } from './dropout.js';
import type { DropoutKey } from './dropout.js';
import type { RaggedBatch } from './batch.js';
import { projectionShapes } from './shapes.js';
import type { WeightShape } from './shapes.js';

/** What a head reads. */
export interface HeadInput {
  readonly network: Network;
  readonly batch: RaggedBatch;
  readonly states: Tensor2D;
  /** Sequences in the batch, example after example. */
  readonly sequences: number;
  /** Outputs of an example: a score per class, or one number. */
  readonly outputs: number;
  readonly dropout: DropoutKey | null;
  /** [examples · outputs] first token of each class's answer word; only the verbalizer reads it. */
  readonly answers: Int32Array;
}

export type Head = (input: HeadInput) => Tensor2D;

/** `classify`, `symmetric` and `choose` are linear layers on the readout; `verbalizer` asks the language model. */
export type HeadName = 'classify' | 'symmetric' | 'choose' | 'verbalizer';

/** Radford et al. 2018, section 3.3; the verbalizer is the report's Table 4. */
export const HEADS: Record<HeadName, Head> = {
  classify: (input) => classifier(input, stateOf(input, every(input.sequences, 0, 1))),
  symmetric: (input) => {
    const first = stateOf(input, every(input.sequences, 0, 2)); // (B, d)
    return classifier(input, add(first, stateOf(input, every(input.sequences, 1, 2))));
  },
  choose: (input) => {
    const scores = classifier(input, stateOf(input, every(input.sequences, 0, 1))); // (B·C, 1)
    return reshape(scores, [input.sequences / input.outputs, input.outputs]);
  },
  verbalizer: (input) => {
    const { network, outputs, answers, sequences } = input;
    const which = answers.map((_, i) => Math.floor(i / outputs));
    const rows = network.engine.ops.embed(network.output, answers); // (B·C, d)
    const logits = sum(mul(rows, stateOf(input, which)), 1); // (B·C)
    return reshape(logits, [sequences, outputs]);
  },
};

/** Weights that a head adds to the model's. */
export function headShapes(head: HeadName, hiddenSize: number, outputs: number): readonly WeightShape[] {
  if (head === 'verbalizer') return [];
  return projectionShapes('classifier', hiddenSize, head === 'choose' ? 1 : outputs);
}

const stateOf = ({ network, states, batch }: HeadInput, which: Int32Array): Tensor2D =>
  network.readout(states, batch, which);

/** start, start + step, … below `count`. */
const every = (count: number, start: number, step: number): Int32Array =>
  Int32Array.from({ length: Math.ceil((count - start) / step) }, (_, i) => start + i * step);

/** x [M, d] → dropout → linear layer [M, outputs]. */
function classifier({ network, dropout }: HeadInput, x: Tensor2D): Tensor2D {
  const rate = network.classifierDropout;
  const kept =
    dropout === null || rate === 0
      ? x
      : network.engine.ops.dropout(x, dropoutAt(dropout, rate, SITES.classifier));
  const weight = network.weights.get('classifier.weight') as Tensor2D;
  const bias = network.weights.get('classifier.bias') as Tensor1D;
  return network.engine.ops.linear(kept, weight, bias);
}
