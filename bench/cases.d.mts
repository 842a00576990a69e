import type { Addon } from '../src/engines/native/addon.js';

export interface KernelCase {
  readonly name: string;
  run(addon: Addon): Record<string, Float32Array | Float64Array>;
  expected(): Record<string, ArrayLike<number>>;
}
export const CASES: readonly KernelCase[];
export const BF16_PRODUCTS: readonly KernelCase[];
export const BF16_CASES: readonly KernelCase[];
