/** Heads: from the final states of a batch to the logits of each example's classes [examples, classes]. */
import { add, mul, reshape, sum } from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { dropoutAt, SITES } from './dropout.js';
import type { DropoutKey } from './dropout.js';
import type { LanguageModel } from '../gpt/network.js';

/** What a head reads. `ends` [S]: index in [N] of the last token of each sequence, example after example. */
export interface HeadInput {
  readonly model: LanguageModel;
  readonly states: Tensor2D;
  readonly ends: Int32Array;
  readonly classes: number;
  readonly dropout: DropoutKey | null;
  /** [examples · classes] first token of each class's answer word; only the verbalizer reads it. */
  readonly answers: Int32Array;
}

export type Head = (input: HeadInput) => Tensor2D;

/** `classify`, `symmetric` and `choose` are linear layers on the extract symbol; `verbalizer` asks the language model. */
export type HeadName = 'classify' | 'symmetric' | 'choose' | 'verbalizer';

/** Radford et al. 2018, section 3.3; the verbalizer is the report's Table 4. */
export const HEADS: Record<HeadName, Head> = {
  classify: (input) => classifier(input, stateAt(input, input.ends)),
  symmetric: (input) => {
    const first = stateAt(input, everyOther(input.ends, 0)); // (B, d)
    return classifier(input, add(first, stateAt(input, everyOther(input.ends, 1))));
  },
  choose: (input) => {
    const scores = classifier(input, stateAt(input, input.ends)); // (B·C, 1)
    return reshape(scores, [input.ends.length / input.classes, input.classes]);
  },
  verbalizer: (input) => {
    const { model, classes, answers, ends } = input;
    const targets = new Int32Array(answers.length).map((_, i) => ends[Math.floor(i / classes)]);
    const rows = model.engine.ops.embed(model.output, answers); // (B·C, d)
    const logits = sum(mul(rows, stateAt(input, targets)), 1); // (B·C)
    return reshape(logits, [ends.length, classes]);
  },
};

/** Outputs of the head's linear layer; null: it has none. */
export function classifierOutputs(head: HeadName, classes: number): number | null {
  if (head === 'verbalizer') return null;
  return head === 'choose' ? 1 : classes;
}

const stateAt = ({ model, states }: HeadInput, at: Int32Array): Tensor2D =>
  model.engine.ops.embed(states, at);

const everyOther = (ends: Int32Array, start: number): Int32Array => ends.filter((_, i) => i % 2 === start);

/** x [M, d] → dropout → linear layer [M, outputs]. */
function classifier({ model, dropout }: HeadInput, x: Tensor2D): Tensor2D {
  const rate = model.options.dropout.classifier;
  const kept =
    dropout === null || rate === 0
      ? x
      : model.engine.ops.dropout(x, dropoutAt(dropout, rate, SITES.classifier));
  const weight = model.weights.get('classifier.weight') as Tensor2D;
  const bias = model.weights.get('classifier.bias') as Tensor1D;
  return model.engine.ops.linear(kept, weight, bias);
}
