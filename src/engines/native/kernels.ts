/** The native addon (native/addon.cc) as one typed interface. */

/** What a kernel needs to know of dropout; rate 0: none. */
export interface DropoutFields {
  readonly rate: number;
  readonly seed: number;
  readonly step: number;
  readonly site: number;
}

/** Codes of the activations in native/kernels.h. */
export const ACTIVATION_CODES = { gelu: 1, 'gelu-tanh': 2, relu: 3, swish: 4 } as const;

/** Where matrix products may round their operands to bfloat16; sums stay in float32. */
export interface ProductFields {
  readonly bf16: boolean;
}

/** x [rows, inputs], w [inputs, outputs]. */
export interface LinearFields extends ProductFields {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly x: Float32Array;
  readonly w: Float32Array;
}

/** x [rows, width], w1 [width, hiddenWidth], w2 [hiddenWidth, width], hidden [rows, hiddenWidth] after the activation. */
export interface FeedForwardFields extends ProductFields {
  readonly rows: number;
  readonly width: number;
  readonly hiddenWidth: number;
  readonly x: Float32Array;
  readonly w1: Float32Array;
  readonly w2: Float32Array;
  readonly hidden: Float32Array;
}

/** Of the tokens of segments; `positions` [rows] index the rows of cosines and sines [·, headSize / 2]. */
export interface AttentionShape extends DropoutFields {
  readonly rows: number;
  readonly heads: number;
  readonly headSize: number;
  readonly offsets: Int32Array;
  /** [segments] the segment that a segment's sequence begins with, or −1. */
  readonly prefixes: Int32Array;
  readonly slopes: Float32Array | null;
  readonly positions: Int32Array | null;
  readonly cosines: Float32Array | null;
  readonly sines: Float32Array | null;
}

/** qkv [rows, 3·heads·headSize]. */
export interface AttentionFields extends AttentionShape {
  readonly qkv: Float32Array;
  /** [rows, heads·headSize]. */
  readonly out: Float32Array;
  /** [heads, rows] largest score of each query, and 1 / Σ e^(score − peak). */
  readonly peaks: Float32Array;
  readonly inverses: Float32Array;
}

/**
 * A Transformer block, width = heads·headSize. What is said to be kept is the backward pass's, and holds bfloat16, two
 * numbers in the place of one, where `bf16`.
 */
export interface BlockFields extends ProductFields {
  readonly attention: AttentionShape;
  readonly hiddenWidth: number;
  readonly preNorm: boolean;
  readonly activation: number;
  /** Of the branches of attention and of the feed-forward layers. */
  readonly mixedDropout: DropoutFields;
  readonly fedDropout: DropoutFields;
  readonly x: Float32Array;
  /** Twelve: weight and bias of queries, keys and values; of their mixture; norm 1; both projections; norm 2. */
  readonly weights: readonly Float32Array[];
  /** Kept: [rows, 3·width] and [rows, width]. */
  readonly qkv: Float32Array;
  readonly mixed: Float32Array;
  readonly peaks: Float32Array;
  readonly inverses: Float32Array;
  /** The first norm's output [rows, width]; both norms' means and deviations [2, rows]. */
  readonly normed1: Float32Array;
  readonly means: Float32Array;
  readonly deviations: Float32Array;
  /** Kept: [rows, hiddenWidth]; slopes null: there will be no backward pass. */
  readonly hidden: Float32Array;
  readonly slopes: Float32Array | null;
  /** Post-norm's branches, kept: [rows, width]. */
  readonly branch1?: Float32Array;
  readonly branch2?: Float32Array;
  /** Pre-norm's sum after attention, and its norm: [rows, width]. */
  readonly between?: Float32Array;
  readonly normed2?: Float32Array;
}

/** x, branch [rows, width]; branch null for a plain norm; means and deviations (1 / standard deviation) [rows]. */
export interface NormFields extends DropoutFields {
  readonly rows: number;
  readonly width: number;
  readonly x: Float32Array;
  readonly branch: Float32Array | null;
  readonly gain: Float32Array;
  readonly means: Float32Array;
  readonly deviations: Float32Array;
}

/** Rows of a table [entries, width]. */
export interface EmbedFields {
  readonly rows: number;
  readonly width: number;
  readonly entries: number;
  readonly ids: Int32Array;
}

/**
 * The kernels. Each writes into the arrays it is given and checks every type, length and range first: it throws a
 * TypeError that names the kernel and the field, or a RangeError.
 */
export type InstructionSet = 'amx' | 'avx512-bf16' | 'avx512' | 'avx2' | 'neon' | 'portable' | 'tiles';

export interface Addon {
  readonly instructionSet: InstructionSet;
  /** The kernels of that name from now on; null: the best. False: this machine cannot run them, and nothing changes. */
  useInstructionSet(name: string | null): boolean;
  /** Uninitialised, page-aligned memory. */
  allocate(floats: number): ArrayBuffer;
  setThreads(threads: number): void;
  /** c [m, n] = op(a)·op(b) (+ c): a [m, k] or transposed [k, m], b [k, n] or transposed [n, k]. */
  gemm(fields: {
    readonly bf16: boolean;
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly a: Float32Array;
    readonly transposeA: boolean;
    readonly b: Float32Array;
    readonly transposeB: boolean;
    readonly c: Float32Array;
    readonly accumulate: boolean;
  }): void;
  linearForward(fields: LinearFields & { readonly b: Float32Array; readonly out: Float32Array }): void;
  linearBackward(
    fields: LinearFields & {
      readonly dOut: Float32Array;
      readonly dx: Float32Array;
      readonly dw: Float32Array;
      readonly db: Float32Array;
    },
  ): void;
  /** `slopes` [rows, hiddenWidth] takes the activation's derivatives, which the backward pass needs; null: unwanted. */
  feedForward(
    fields: FeedForwardFields & {
      readonly b1: Float32Array;
      readonly b2: Float32Array;
      readonly activation: number;
      readonly slopes: Float32Array | null;
      readonly out: Float32Array;
    },
  ): void;
  feedForwardBackward(
    fields: FeedForwardFields & {
      readonly slopes: Float32Array;
      readonly dOut: Float32Array;
      readonly dx: Float32Array;
      readonly dw1: Float32Array;
      readonly db1: Float32Array;
      readonly dw2: Float32Array;
      readonly db2: Float32Array;
    },
  ): void;
  attentionForward(fields: AttentionFields): void;
  attentionBackward(
    fields: AttentionFields & { readonly dOut: Float32Array; readonly dQkv: Float32Array },
  ): void;
  blockForward(fields: BlockFields & { readonly out: Float32Array }): void;
  /** gradients: as the weights. */
  blockBackward(
    fields: BlockFields & {
      readonly dOut: Float32Array;
      readonly dx: Float32Array;
      readonly gradients: readonly Float32Array[];
    },
  ): void;
  normForward(fields: NormFields & { readonly bias: Float32Array; readonly out: Float32Array }): void;
  normBackward(
    fields: NormFields & {
      readonly dOut: Float32Array;
      readonly dx: Float32Array;
      readonly dBranch: Float32Array | null;
      readonly dGain: Float32Array;
      readonly dBias: Float32Array;
    },
  ): void;
  dropout(
    fields: DropoutFields & {
      readonly rows: number;
      readonly width: number;
      readonly x: Float32Array;
      readonly out: Float32Array;
    },
  ): void;
  embedForward(fields: EmbedFields & { readonly table: Float32Array; readonly out: Float32Array }): void;
  embedBackward(fields: EmbedFields & { readonly dOut: Float32Array; readonly dTable: Float32Array }): void;
  /** The weighted loss; dh and dTable are filled where they are not null. */
  crossEntropy(fields: {
    readonly bf16: boolean;
    readonly rows: number;
    readonly width: number;
    readonly entries: number;
    readonly h: Float32Array;
    readonly table: Float32Array;
    readonly targets: Int32Array;
    readonly weights: Float32Array;
    readonly dh: Float32Array | null;
    readonly dTable: Float32Array | null;
  }): number;
  /** out = x + y, of equal length. */
  add(fields: { readonly x: Float32Array; readonly y: Float32Array; readonly out: Float32Array }): void;
  /** Σx² over all tensors. */
  squaredNorm(fields: { readonly tensors: readonly Float32Array[] }): number;
  /** One entry a weight in each list; decays: 1 where the weight does. */
  adamw(fields: {
    readonly weights: readonly Float32Array[];
    readonly gradients: readonly Float32Array[];
    readonly first: readonly Float32Array[];
    readonly second: readonly Float32Array[];
    readonly decays: Int32Array;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly learningRate: number;
    readonly weightDecay: number;
    readonly scale: number;
    readonly step: number;
  }): void;
}
