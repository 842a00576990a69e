/** Tensors as they lie in files: their shapes are known first, their numbers read when they are wanted. */

export interface StoredTensor {
  /** For messages: the file, and the tensor in it. */
  readonly where: string;
  readonly shape: readonly number[];
  /** All of them, in C order. */
  read(): Promise<Float32Array>;
}

/** By name, in the file's order. */
export type StoredTensors = ReadonlyMap<string, StoredTensor>;

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
