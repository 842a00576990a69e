/**
 * The contract of an engine: a tfjs backend plus the fused ops a Transformer needs. Every fused op has a plain
 * tfjs composition (ops/), which an engine uses where it has no kernel of its own. Batches are ragged: tokens of all
 * segments lie end to end in [N, ...] tensors; `offsets` (S+1 entries, from 0 to N) bound the segments. A segment whose
 * entry in `prefixes` is not −1 continues the tokens of that segment, its prefix.
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { EngineName, Precision } from '../experiment/schema.js';
import type { OptimizerOptions } from '../training/options.js';

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

export interface FusedOps {
  /** x·w + b: x [N, I], w [I, O], b [O] → [N, O]. */
  linear(x: Tensor2D, w: Tensor2D, b: Tensor1D): Tensor2D;
  /** activation(x·w1 + b1)·w2 + b2: x [N, d] → [N, d]. */
  feedForward(x: Tensor2D, weights: FeedForwardWeights, activation: Activation): Tensor2D;
  /**
   * Causal multi-head attention of each token to its segment's prefix and its segment: qkv [N, 3d] → [N, d]. Scores are
   * scaled by 1/√(d/heads); dropout's column is the key's index in the sequence, the prefix included.
   */
  attention(qkv: Tensor2D, options: AttentionOptions): Tensor2D;
  /** LayerNorm(x + dropout(branch)), ε = 1e-5: x, branch [N, d], gain, bias [d] → [N, d]. */
  addNorm(x: Tensor2D, branch: Tensor2D, gain: Tensor1D, bias: Tensor1D, dropout: Dropout): Tensor2D;
  /** LayerNorm(x), ε = 1e-5 (for norm: pre). */
  norm(x: Tensor2D, gain: Tensor1D, bias: Tensor1D): Tensor2D;
  /** dropout(x): any [N, d]. */
  dropout(x: Tensor2D, dropout: Dropout): Tensor2D;
  /** Rows of a table: table [V, d], ids [N] → [N, d]; the gradient adds rows in order of N. */
  embed(table: Tensor2D, ids: Int32Array): Tensor2D;
  /** Σ weightₙ·(−log softmax(h·tableᵀ)[targetₙ]): h [N, d], table [V, d]; weight 0 rows are skipped. → scalar. */
  tiedCrossEntropy(h: Tensor2D, table: Tensor2D, targets: Int32Array, weights: Float32Array): Scalar;
  /**
   * One Adam update of every weight in place with decoupled decay (Loshchilov & Hutter 2019): step counts from 1;
   * `scale` multiplies the gradients first (clipping).
   */
  adam(weights: readonly TrainedWeight[], update: AdamUpdate): void;
  /** Σx² over all tensors, in one fixed order. */
  squaredNorm(tensors: readonly Tensor[]): number;
}

export interface AdamState {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** A weight with its gradient and its moments. */
export interface TrainedWeight {
  readonly weight: Variable;
  readonly gradient: Tensor;
  readonly state: AdamState;
  /** Matrices do, vectors do not. */
  readonly decays: boolean;
}

export interface AdamUpdate {
  readonly step: number;
  readonly learningRate: number;
  readonly scale: number;
  readonly optimizer: OptimizerOptions;
}

/** How an engine is opened. Threads change no bit; the precision does. */
export interface EngineSettings {
  readonly name: EngineName;
  readonly precision: Precision;
  readonly threads: number;
}

export interface Engine {
  readonly name: EngineName;
  /** Part of stage keys: changes when the engine's bits change. */
  readonly numericsVersion: string;
  readonly ops: FusedOps;
}
