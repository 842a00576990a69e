import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BF16_PRODUCTS, CASES } from '../../bench/cases.mjs';
import { philox, relativeError } from '../../bench/reference.mjs';
import { loadAddon, nativeStatus } from '../../src/engines/native/addon.js';
import type { Addon } from '../../src/engines/native/kernels.js';
import { instructionSet, runnableSets } from './instruction-sets.js';

const addon = loadAddon(instructionSet);
if (addon === null)
  console.warn(`Skipped: tests of the native kernels; ${nativeStatus(instructionSet).detail}.`);

// float32 has 6e-8 per rounding; sums of up to 1200 terms stay below 1e-6 here
const TOLERANCE = 2e-6;

/** Instruction set and SHA-256 over all results, from a process of its own; the runner is answered meanwhile. */
async function bits(set: string, threads: number): Promise<readonly string[]> {
  const script = fileURLToPath(new URL('../../bench/kernel-bits.mjs', import.meta.url));
  const env = { ...process.env, REPRISE_ISA: set };
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(threads)], { env });
  return stdout.trim().split(' ');
}

/** Those in plain code are slow. */
const threadsFor = (set: string) => (set === 'portable' || set === 'tiles' ? [2] : [1, 2, 3]);

test('the reference Philox gives the known answers of its authors', () => {
  expect(philox([0, 0, 0, 0], [0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  const ones = 0xffffffff;
  expect(philox([ones, ones, ones, ones], [ones, ones])).toEqual([
    0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
  ]);
});

test('the status names the instruction set, or what to do to get the kernels', () => {
  const { available, detail } = nativeStatus(instructionSet);
  expect(detail).toMatch(available ? /AVX-512|AVX2|NEON|portable/ : /make setup|AVX2/);
});

test.skipIf(addon === null)(
  'an instruction set that this machine lacks is refused, and the one in use kept',
  () => {
    const { available, detail } = nativeStatus('sse9');
    expect([available, detail]).toEqual([false, 'this machine has no instruction set sse9 of the kernels']);
    expect(loadAddon(instructionSet)?.instructionSet).toBe(addon?.instructionSet);
  },
);

describe.skipIf(addon === null)('native kernels', () => {
  const native = addon as Addon;

  test.each(CASES)('$name equals the float64 reference', (kernelCase) => {
    const expected = kernelCase.expected();
    for (const [name, values] of Object.entries(kernelCase.run(native))) {
      expect(relativeError(values, expected[name]!), name).toBeLessThan(TOLERANCE);
    }
  });

  test.each(BF16_PRODUCTS)('$name equals its definition to the bit', (kernelCase) => {
    const [{ c: expected }, { c }] = [kernelCase.expected(), kernelCase.run(native)];
    expect(Array.from(expected!).findIndex((value, i) => !Object.is(value, c![i]))).toBe(-1);
  });

  test('a sum in bfloat16 at the edge of the subnormal numbers is zero only if it is below once rounded', () => {
    const sumOf = (below: number) => {
      const c = new Float32Array(1);
      const [a, b] = [Float32Array.of(2 ** -63, 0, 2 ** -75), Float32Array.of(2 ** -63, 0, -below * 2 ** 75)];
      const shape = { m: 1, n: 1, k: 3, a, b, transposeA: false, transposeB: false };
      native.gemm({ ...shape, c, accumulate: false, bf16: true });
      return c[0];
    };
    expect(sumOf(2 ** -151)).toBe(2 ** -126);
    expect(sumOf(2 ** -151 * (1 + 2 ** -7))).toBe(0);
    expect(sumOf(2 ** -150)).toBe(0);
  });

  test('a NaN or an infinity in bfloat16 is passed on', () => {
    const product = (value: number, other: number) => {
      const c = new Float32Array(2);
      const [a, b] = [Float32Array.of(value, other), Float32Array.of(1, 2, 1, 2)];
      const shape = { m: 1, n: 2, k: 2, a, b, transposeA: false, transposeB: false };
      native.gemm({ ...shape, c, accumulate: false, bf16: true });
      return [...c];
    };
    const nan = new Float32Array(Uint32Array.of(0x7f800001).buffer)[0]!;
    expect(product(nan, 1)).toEqual([NaN, NaN]);
    expect(product(Infinity, 1)).toEqual([Infinity, Infinity]);
    expect(product(3.4e38, 0)).toEqual([Infinity, Infinity]);
    expect(product(Infinity, -Infinity)).toEqual([NaN, NaN]);
  });

  test('the bits are the same for any instruction set and number of threads', async () => {
    const sets = instructionSet === null ? runnableSets(native.instructionSet) : [native.instructionSet];
    const hashes: (readonly string[])[] = [];
    for (const set of sets) for (const threads of threadsFor(set)) hashes.push(await bits(set, threads));
    expect(new Set(hashes.map(([set]) => set)).size).toBe(sets.length);
    expect(new Set(hashes.map(([, hash]) => hash)).size).toBe(1);
  });

  test('no value outside of an output is written', () => {
    const whole = new Float32Array(15 * 33 + 2).fill(7);
    const c = whole.subarray(1, whole.length - 1);
    const operands = { a: new Float32Array(15 * 17).fill(1), b: new Float32Array(17 * 33).fill(1) };
    native.gemm({
      m: 15,
      n: 33,
      k: 17,
      ...operands,
      transposeA: false,
      transposeB: false,
      c,
      accumulate: false,
      bf16: false,
    });
    expect([whole[0], whole[whole.length - 1]]).toEqual([7, 7]);
    expect(c.every((value) => value === 17)).toBe(true);
  });
});

describe.skipIf(addon === null)('native kernels refuse', () => {
  const native = addon as Addon;
  const floats = (length: number) => new Float32Array(length);
  const norm = () => ({
    ...{ rows: 2, width: 3, x: floats(6), branch: null, gain: floats(3), bias: floats(3), out: floats(6) },
    ...{ means: floats(2), deviations: floats(2), rate: 0, seed: 0, step: 0, site: 0 },
  });
  const attention = () => ({
    ...{ rows: 3, heads: 2, headSize: 2, slopes: null, positions: null, cosines: null, sines: null },
    ...{ offsets: Int32Array.of(0, 1, 3), prefixes: Int32Array.of(-1, 0), qkv: floats(36), out: floats(12) },
    ...{ peaks: floats(6), inverses: floats(6) },
    ...{ rate: 0, seed: 0, step: 0, site: 0 },
  });
  const embed = () => ({
    rows: 2,
    width: 2,
    entries: 3,
    ids: Int32Array.of(0, 2),
    table: floats(6),
    out: floats(4),
  });

  test('an array that is too short, naming it', () => {
    expect(() => native.normForward({ ...norm(), gain: floats(2) })).toThrow(
      /normForward: gain has 2 elements, not 3/,
    );
  });

  test('lists of weights that do not match, naming the entry', () => {
    const rates = {
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      learningRate: 1,
      weightDecay: 0,
      scale: 1,
      step: 1,
    };
    const lists = { weights: [floats(2), floats(3)], first: [floats(2), floats(3)] };
    const update = {
      ...rates,
      ...lists,
      second: lists.first,
      gradients: lists.first,
      decays: Int32Array.of(1, 0),
    };
    expect(() => native.adamw({ ...update, gradients: [floats(2)] })).toThrow(
      /gradients has 1 arrays, not 2/,
    );
    expect(() => native.adamw({ ...update, second: [floats(2), floats(4)] })).toThrow(
      /second\[1\] has 4 elements, not 3/,
    );
    const mixed = [floats(1), [1] as unknown as Float32Array];
    expect(() => native.squaredNorm({ tensors: mixed })).toThrow(/tensors\[1\] must be a Float32Array/);
  });

  test('a wrong type of array', () => {
    const wrong = { ...norm(), x: new Float64Array(6) as unknown as Float32Array };
    expect(() => native.normForward(wrong)).toThrow(/x must be a Float32Array/);
  });

  test('a missing array', () => {
    const wrong = { ...norm(), out: undefined as unknown as Float32Array };
    expect(() => native.normForward(wrong)).toThrow(/out must be a Float32Array/);
  });

  test('a size that is no whole number or below its range', () => {
    expect(() => native.normForward({ ...norm(), rows: 1.5 })).toThrow(/rows must be a whole number/);
    expect(() => native.normForward({ ...norm(), width: -3 })).toThrow(/width is -3/);
    expect(() => native.normForward({ ...norm(), width: NaN })).toThrow(/width is nan/);
  });

  test('a dropout rate outside 0 to below 1', () => {
    expect(() => native.normForward({ ...norm(), rate: 1 })).toThrow(/rate must be below 1/);
    expect(() => native.normForward({ ...norm(), rate: -0.1 })).toThrow(/rate is -0.1/);
  });

  test('segments that do not cover the tokens in order', () => {
    for (const offsets of [[0, 1], [1, 3], [0, 4, 3], [0, -1, 3], []]) {
      const wrong = { ...attention(), offsets: Int32Array.from(offsets) };
      expect(() => native.attentionForward(wrong), offsets.join()).toThrow(/offsets must/);
    }
  });

  test('prefixes that are no segment, have one themselves, or lie apart from their segments', () => {
    const cases: readonly [number[], RegExp][] = [
      [[-1, -1], /prefixes has 2 elements, not 4/],
      [[-1, -1, 3, -1], /prefixes\[2\] is 3, neither -1 nor a segment before/],
      [[0, -1, -1, -1], /prefixes\[0\] is 0, neither/],
      [[-1, -2, -1, -1], /prefixes\[1\] is -2, neither/],
      [[-1, 0, 1, -1], /prefixes\[2\] is 1, which has a prefix itself/],
      [[-1, 0, -1, 0], /prefixes\[3\] is 0, but the segments of a prefix must follow it directly/],
    ];
    for (const [prefixes, reason] of cases) {
      const wrong = {
        ...attention(),
        offsets: Int32Array.of(0, 1, 1, 2, 3),
        prefixes: Int32Array.from(prefixes),
      };
      expect(() => native.attentionForward(wrong), prefixes.join()).toThrow(reason);
    }
  });

  test('positions beyond the tables of angles', () => {
    const angles = { positions: Int32Array.of(0, 1, 2), cosines: floats(2), sines: floats(2) };
    expect(() => native.attentionForward({ ...attention(), ...angles })).toThrow(/positions\[2\] is 2/);
  });

  test('ids and targets outside of the table', () => {
    expect(() => native.embedForward({ ...embed(), ids: Int32Array.of(0, 3) })).toThrow(/ids\[1\] is 3/);
    expect(() => native.embedForward({ ...embed(), ids: Int32Array.of(-1, 0) })).toThrow(/ids\[0\] is -1/);
  });

  test('a number of threads outside 1 to 64', () => {
    for (const threads of [0, 65, 1.5, NaN]) expect(() => native.setThreads(threads)).toThrow(/1 to 64/);
  });

  test('an argument that is no object', () => {
    expect(() => native.gemm(undefined as unknown as Parameters<Addon['gemm']>[0])).toThrow(
      /gemm: takes one object/,
    );
  });

  test('nothing that fits', () => {
    expect(() => native.normForward(norm())).not.toThrow();
    expect(() => native.attentionForward(attention())).not.toThrow();
    expect(() => native.embedForward(embed())).not.toThrow();
  });
});
