import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAddon, nativeStatus } from '../../src/engines/native/addon.js';
import type { Engine } from '../../src/engines/engine.js';
import { Memory } from '../../src/engines/native/memory.js';
import { openEngine } from '../../src/engines/open.js';
import { instructionSet } from './instruction-sets.js';

const available = loadAddon(instructionSet) !== null;
if (!available) console.warn(`Skipped: recycled memory of native; ${nativeStatus(instructionSet).detail}.`);

describe('Memory', () => {
  const memory = () => new Memory((floats) => new ArrayBuffer(4 * floats));

  it('lends a block again once it is back, to whoever asks for about as much', () => {
    const lending = memory();
    const first = lending.lend(1000);
    expect(lending.lend(1000).buffer).not.toBe(first.buffer);
    lending.takeBack(first);
    const again = lending.lend(990);
    expect(again.buffer).toBe(first.buffer);
    expect(again.length).toBe(990);
  });

  it('takes nothing back twice, and nothing that it has not lent', () => {
    const lending = memory();
    const array = lending.lend(70);
    lending.takeBack(array);
    lending.takeBack(array);
    lending.takeBack(new Float32Array(70));
    expect(lending.lend(70).buffer).not.toBe(lending.lend(70).buffer);
  });

  it('lets one tensor hold an array, and gives copies to others and of parts', () => {
    const lending = memory();
    const array = lending.lend(64).fill(3);
    expect(lending.hold(array)).toBe(array);
    expect(lending.hold(array)).not.toBe(array);
    const part = lending.hold(array.subarray(2, 5));
    expect([...part]).toEqual([3, 3, 3]);
    expect(part.buffer).not.toBe(array.buffer);
  });

  it('wastes at most a quarter of a block', () => {
    const lending = memory();
    for (const length of [64, 65, 79, 81, 1000, 1025, 123_457, 786_432])
      expect(lending.lend(length).buffer.byteLength).toBeLessThanOrEqual(5 * length);
  });
});

describe.skipIf(!available)('tensors of the native engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ name: 'native', precision: 'float32', threads: 1, instructionSet });
  });

  /** [80, 4] of ones, in lent memory. */
  const lent = () => engine.ops.dropout(tf.ones([80, 4]), { rate: 0, seed: 0, step: 0, site: 0 });
  /** Takes the memory of what was disposed of and fills it with sevens. */
  const overwrite = () =>
    [0, 1, 2].forEach(() => expect(tf.add(lent(), tf.fill([80, 4], 6)).dataSync()[5]).toBe(7));

  it('keep what was read from them when their memory is lent again', () => {
    const x = lent();
    const values = x.dataSync();
    x.dispose();
    overwrite();
    expect(values.every((value) => value === 1)).toBe(true);
  });

  it('keep a slice of a tensor that is gone', () => {
    const x = lent();
    const slice = tf.slice(x, [1, 0], [2, 4]);
    const reshaped = tf.reshape(slice, [8]);
    x.dispose();
    overwrite();
    expect([...reshaped.dataSync()]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('add tensors of other shapes and types as tfjs does', () => {
    expect([...tf.add(tf.tensor2d([[1], [2]]), tf.tensor1d([10, 20])).dataSync()]).toEqual([11, 21, 12, 22]);
    expect([...tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')).dataSync()]).toEqual([
      4, 6,
    ]);
  });
});
