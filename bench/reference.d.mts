/** Numbers from −size to size. */
export function noise(length: number, seed: number, size?: number): Float32Array;
/** Largest difference relative to the largest reference value; Infinity where a number is NaN. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number;
export function philox(counter: readonly number[], key: readonly number[]): number[];

export interface LinearReference {
  readonly out: Float64Array;
  readonly dx: Float64Array;
  readonly dw: Float64Array;
  readonly db: Float64Array;
}
export function linear(fields: {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly b: Float32Array;
  readonly dOut: Float32Array;
}): LinearReference;
export function feedForward(fields: {
  readonly rows: number;
  readonly width: number;
  readonly hiddenWidth: number;
  readonly x: Float32Array;
  readonly w1: Float32Array;
  readonly b1: Float32Array;
  readonly w2: Float32Array;
  readonly b2: Float32Array;
  readonly dOut: Float32Array;
  readonly activation: string;
}): Record<'out' | 'dx' | 'dw1' | 'db1' | 'dw2' | 'db2', Float64Array>;
export function attention(fields: {
  readonly rows: number;
  readonly heads: number;
  readonly headSize: number;
  readonly causal?: boolean;
  readonly offsets: Int32Array;
  readonly prefixes: Int32Array;
  readonly slopes: Float32Array | null;
  readonly positions: Int32Array | null;
  readonly qkv: Float32Array;
  readonly dOut: Float32Array;
  readonly rate: number;
  readonly seed: number;
  readonly step: number;
  readonly site: number;
}): { readonly out: Float64Array; readonly dQkv: Float64Array };
export function norm(fields: {
  readonly rows: number;
  readonly width: number;
  readonly x: Float32Array;
  readonly branch: Float32Array | null;
  readonly gain: Float32Array;
  readonly bias: Float32Array;
  readonly dOut: Float32Array;
  readonly rate: number;
  readonly seed: number;
  readonly step: number;
  readonly site: number;
}): Record<'out' | 'dx' | 'dGain' | 'dBias', Float64Array> & { readonly dBranch: Float64Array | null };
export function crossEntropy(fields: {
  readonly rows: number;
  readonly width: number;
  readonly entries: number;
  readonly h: Float32Array;
  readonly table: Float32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}): { readonly loss: number; readonly dh: Float64Array; readonly dTable: Float64Array };
