/**
 * Float32 memory that goes from tensor to tensor: arrays given back are lent again by size. Fresh pages from the system
 * cost more time than many kernels.
 */

/** Sizes of blocks are powers of two in quarters: a block is at most a quarter larger than what is asked for. */
function blockSize(length: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(length, 64))) - 2);
  return Math.ceil(Math.max(length, 64) / step) * step;
}

export class Memory {
  readonly #allocate: (floats: number) => ArrayBuffer;
  readonly #free = new Map<number, ArrayBuffer[]>();
  readonly #blocks = new WeakSet<ArrayBufferLike>();
  /** Arrays that are out, and whether a tensor holds them. */
  readonly #lent = new WeakMap<Float32Array, { held: boolean }>();

  /** `allocate` finds new blocks; their contents may be anything. */
  constructor(allocate: (floats: number) => ArrayBuffer) {
    this.#allocate = allocate;
  }

  /** An array of arbitrary contents. It need not come back: what is dropped is collected. */
  lend(length: number): Float32Array {
    const size = blockSize(length);
    const block = this.#free.get(size)?.pop() ?? this.#newBlock(size);
    const array = new Float32Array(block, 0, length);
    this.#lent.set(array, { held: false });
    return array;
  }

  #newBlock(size: number): ArrayBuffer {
    const block = this.#allocate(size);
    this.#blocks.add(block);
    return block;
  }

  /** Takes back an array that was lent, and that nobody reads any more; any other is left alone. */
  takeBack(array: Float32Array): void {
    if (!this.#lent.delete(array)) return;
    const size = blockSize(array.length);
    const free = this.#free.get(size);
    if (free) free.push(array.buffer as ArrayBuffer);
    else this.#free.set(size, [array.buffer as ArrayBuffer]);
  }

  /** Whether the array lies in a block that will be lent again. */
  owns(array: Float32Array): boolean {
    return this.#blocks.has(array.buffer);
  }

  /** The array as one tensor may hold it: a copy where it is part of a block, or where another tensor holds it. */
  hold(array: Float32Array): Float32Array {
    if (!this.owns(array)) return array;
    const loan = this.#lent.get(array);
    if (loan === undefined || loan.held) return array.slice();
    loan.held = true;
    return array;
  }
}
