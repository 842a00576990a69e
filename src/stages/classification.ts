/** A language model with a head over a batch of examples: logits, losses, log-probabilities. */
import { logSoftmax, mul, neg, sum, tensor2d } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { FinetuneOptions } from '../experiment/schema.js';
import { lastTokens, nextTokens, sharedBatch } from '../models/shared/batch.js';
import type { RaggedBatch } from '../models/shared/batch.js';
import type { DropoutKey } from '../models/shared/dropout.js';
import { classifierOutputs, HEADS } from '../models/shared/heads.js';
import type { HeadName } from '../models/shared/heads.js';
import type { LanguageModel } from '../models/gpt/network.js';
import { classifierShapes } from '../models/gpt/weights.js';
import type { WeightShape } from '../models/gpt/weights.js';
import { outputsOf } from '../tasks/task.js';
import type { Task } from '../tasks/task.js';
import type { EncodedExample } from './encoding.js';

/** The head that scores a task in an input format. */
export function headOf(task: Task, format: FinetuneOptions['inputFormat']): HeadName {
  return format === 'prompt' ? 'verbalizer' : task.head;
}

/** Weights that the head adds to the language model's. */
export function headShapes(head: HeadName, task: Task, width: number): readonly WeightShape[] {
  const outputs = classifierOutputs(head, outputsOf(task.output));
  return outputs === null ? [] : classifierShapes(width, outputs);
}

export interface Classification {
  readonly model: LanguageModel;
  readonly head: HeadName;
  readonly classes: number;
}

interface Forward {
  readonly batch: RaggedBatch;
  /** [N, d] */
  readonly states: Tensor2D;
  /** [examples, classes] */
  readonly logits: Tensor2D;
}

function forward(
  classification: Classification,
  examples: readonly EncodedExample[],
  dropout: DropoutKey | null,
): Forward {
  const { model, head, classes } = classification;
  const batch = sharedBatch(examples.map((example) => example.sequences));
  const states = model.states(batch, dropout);
  const answers = Int32Array.from(examples.flatMap((example) => example.answers));
  const logits = HEADS[head]({ model, states, ends: lastTokens(batch), classes, dropout, answers });
  return { batch, states, logits };
}

/** Log-probabilities [examples · classes], row after row. Call it inside a tidy. */
export function scores(classification: Classification, examples: readonly EncodedExample[]): Float32Array {
  const { logits } = forward(classification, examples, null);
  return logSoftmax(logits).dataSync<'float32'>() as Float32Array;
}

export interface ClassificationLosses {
  /** Mean cross-entropy of the classes. */
  readonly task: Scalar;
  /** Mean nats a token of the language model on the same tokens; null where not asked for. */
  readonly language: Scalar | null;
}

/** The losses of one update. Call it inside a tidy. */
export function classificationLosses(
  classification: Classification,
  examples: readonly EncodedExample[],
  options: { dropout: DropoutKey; language: boolean },
): ClassificationLosses {
  const { batch, states, logits } = forward(classification, examples, options.dropout);
  const task = crossEntropy(logits, examples);
  if (!options.language) return { task, language: null };
  const { engine, output } = classification.model;
  const { targets, weights } = nextTokens(batch);
  return { task, language: engine.ops.tiedCrossEntropy(states, output, targets, weights) };
}

/** −Σ log softmax(logits)[label] / examples. */
function crossEntropy(logits: Tensor2D, examples: readonly EncodedExample[]): Scalar {
  const [rows, classes] = logits.shape;
  const shares = new Float32Array(rows * classes);
  examples.forEach(({ example }, row) => (shares[row * classes + example.label] = 1 / rows));
  const picked = mul(logSoftmax(logits), tensor2d(shares, [rows, classes]));
  return neg(sum<Scalar>(picked));
}
