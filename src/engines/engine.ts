/**
 * The contract of an engine: a tfjs backend plus the fused ops a Transformer needs. Every fused op has a plain
 * tfjs composition (ops/), which an engine uses where it has no kernel of its own. Batches are ragged: tokens of all
 * segments lie end to end in [N, ...] tensors; `offsets` (S+1 entries, from 0 to N) bound the segments. A segment whose
 * entry in `prefixes` is not −1 continues the tokens of that segment, its prefix.
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { NamedValues } from './values.js';

export const ACTIVATIONS = ['gelu', 'gelu-tanh', 'relu', 'swish'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** Weights on the engine, by name. */
export type Weights = ReadonlyMap<string, Variable>;

/** Inverted dropout; the mask is Philox4x32-10 keyed by `seed` and (site, step): equal on every engine. Rate 0: none. */
export interface Dropout {
  readonly rate: number;
  readonly seed: number;
  readonly step: number;
  /** Tells apart the places of one step that drop (layer and role). */
  readonly site: number;
}

export interface AttentionOptions {
  readonly heads: number;
  /** Whether a token sees only those before it and itself; else it sees its whole segment, which has no prefix then. */
  readonly causal: boolean;
  readonly offsets: Int32Array;
  /** [S] the prefix of each segment, or −1. A prefix has none itself, and its segments follow it directly. */
  readonly prefixes: Int32Array;
  readonly dropout: Dropout;
  /** ALiBi slopes, one a head (Press et al. 2022); null: none. */
  readonly slopes: Float32Array | null;
  /** Rotary embedding of queries and keys (Su et al. 2021), by position [N]; null: none. */
  readonly rotary: Int32Array | null;
}

/** w1 [d, h], b1 [h], w2 [h, d], b2 [d]. */
export interface FeedForwardWeights {
  readonly w1: Tensor2D;
  readonly b1: Tensor1D;
  readonly w2: Tensor2D;
  readonly b2: Tensor1D;
}

export interface AddNormInputs {
  readonly x: Tensor2D;
  readonly branch: Tensor2D;
  readonly gain: Tensor1D;
  readonly bias: Tensor1D;
  readonly dropout: Dropout;
}

/** weight [i, o], bias [o]. */
export interface Projection {
  readonly weight: Tensor2D;
  readonly bias: Tensor1D;
}

/** gain, bias [d]. */
export interface NormWeights {
  readonly gain: Tensor1D;
  readonly bias: Tensor1D;
}

/** Of a Transformer block of width d whose feed-forward layers have h hidden features. */
export interface BlockWeights {
  /** To queries, keys and values: [d, 3d]. */
  readonly qkv: Projection;
  /** Of what attention mixed: [d, d]. */
  readonly mix: Projection;
  readonly norm1: NormWeights;
  /** [d, h] and [h, d]. */
  readonly input: Projection;
  readonly output: Projection;
  readonly norm2: NormWeights;
}

export interface BlockOptions {
  /**
   * post: n = norm1(x + dropout(attend(x))), norm2(n + dropout(feed(n))), as in GPT-1; pre: n = x + dropout(attend(norm1(x))),
   * n + dropout(feed(norm2(n))), as in GPT-2.
   */
  readonly norm: 'post' | 'pre';
  readonly activation: Activation;
  readonly attention: AttentionOptions;
  /** Of the branches of attention and of the feed-forward layers. */
  readonly dropout: { readonly attention: Dropout; readonly feedForward: Dropout };
}

/** One layer of a Transformer, as a composition of the ops below it or by itself: x [N, d] → [N, d]. */
export type BlockOp = (x: Tensor2D, weights: BlockWeights, options: BlockOptions) => Tensor2D;

/** What a block consists of, and what is around it. */
export interface PartOps {
  /** x·w + b: x [N, I], w [I, O], b [O] → [N, O]. */
  linear(x: Tensor2D, w: Tensor2D, b: Tensor1D): Tensor2D;
  /** activation(x·w1 + b1)·w2 + b2: x [N, d] → [N, d]. */
  feedForward(x: Tensor2D, weights: FeedForwardWeights, activation: Activation): Tensor2D;
  /**
   * Multi-head attention of each token to its segment's prefix and its segment: qkv [N, 3d] → [N, d]. Scores are
   * scaled by 1/√(d/heads); dropout's column is the key's index in the sequence, the prefix included.
   */
  attention(qkv: Tensor2D, options: AttentionOptions): Tensor2D;
  /** LayerNorm(x + dropout(branch)), ε = 1e-5: x, branch [N, d], gain, bias [d] → [N, d]. */
  addNorm(inputs: AddNormInputs): Tensor2D;
  /** LayerNorm(x), ε = 1e-5 (for norm: pre). */
  norm(x: Tensor2D, gain: Tensor1D, bias: Tensor1D): Tensor2D;
  /** dropout(x): any [N, d]. */
  dropout(x: Tensor2D, dropout: Dropout): Tensor2D;
  /** Rows of a table: table [V, d], ids [N] → [N, d]; the gradient adds rows in order of N. */
  embed(table: Tensor2D, ids: Int32Array): Tensor2D;
  /** Σ weightₙ·(−log softmax(h·tableᵀ)[targetₙ]): h [N, d], table [V, d]; weight 0 rows are skipped. → scalar. */
  tiedCrossEntropy(h: Tensor2D, table: Tensor2D, targets: Int32Array, weights: Float32Array): Scalar;
}

export interface FusedOps extends PartOps {
  readonly block: BlockOp;
}

/** AdamW's moments of one weight. */
export interface Moment {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** By the weight's name. */
export type Moments = ReadonlyMap<string, Moment>;

/** By the weight's name, in the order of the weights; a weight that the loss does not reach has none and is left as it is. */
export type Gradients = ReadonlyMap<string, Tensor>;

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled; of matrices, not of vectors. */
  readonly weightDecay: number;
  /** Gradients are scaled down to this global norm; null: never. */
  readonly maxGradNorm: number | null;
}

export interface AdamWStep {
  /** From 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly options: AdamWOptions;
  /** Names of matrices that do not decay. */
  readonly undecayed: ReadonlySet<string>;
}

/** Weights that only compute. */
export interface OpenedWeights {
  readonly weights: Weights;
  dispose(): void;
}

/** Weights that are trained, with the moments of their optimizer: wherever the engine keeps them. */
export interface EngineTraining extends OpenedWeights {
  /**
   * One step of AdamW (Loshchilov & Hutter 2019) on every weight that has a gradient, in place and in the order of calls.
   * Where the loss or the gradients' global norm is not finite, neither this step nor a later one is made. Gradients and
   * loss may be disposed of once it has returned. → the global norm, √Σg², before clipping; nobody needs to wait for it.
   */
  update(gradients: Gradients, loss: Scalar, step: AdamWStep): Promise<number>;
  /** Copies of weights and moments after the steps so far. */
  read(): Promise<TrainedValues>;
}

export interface TrainedValues {
  readonly weights: NamedValues;
  readonly moments: Moments;
}

export interface Engine {
  readonly name: string;
  /** Part of stage keys: changes when the engine's bits change. */
  readonly numericsVersion: string;
  readonly ops: FusedOps;
  /** Takes the values over: they may change with the weights. */
  openWeights(values: NamedValues): OpenedWeights;
  /** Likewise; moments null: zeros. */
  openTraining(values: NamedValues, moments: Moments | null): EngineTraining;
  /** On how many threads the next op computes, where the engine has a say; no bit depends on it. */
  setThreads(threads: number): void;
}
