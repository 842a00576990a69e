/**
 * The definition of products in bfloat16 (native/bf16.h), operation by operation and to the bit, in plain JavaScript.
 */
const BLOCK = 32;
const LEAST_NORMAL = 2 ** -126;
const view = new DataView(new ArrayBuffer(8));

/** A subnormal float32 becomes a zero of its sign. */
const flushed = (x) => (Math.abs(x) < LEAST_NORMAL ? 0 * x : x);

/** The nearest bfloat16 of a float32, ties to even. */
export function toBf16(x) {
  if (!Number.isFinite(x)) return x;
  view.setFloat32(0, flushed(x));
  const bits = view.getUint32(0);
  view.setUint32(0, ((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000) >>> 0);
  return view.getFloat32(0);
}

/** The exact p + c of two doubles, rounded to odd: rounding it again to float32 rounds the exact sum once. */
function sumToOdd(p, c) {
  const sum = p + c;
  const shadow = sum - p;
  const error = p - (sum - shadow) + (c - shadow);
  if (error === 0) return sum;
  view.setFloat64(0, sum);
  const bits = view.getBigUint64(0);
  if (bits & 1n) return sum;
  view.setBigUint64(0, error > 0 === sum > 0 ? bits + 1n : bits - 1n);
  return view.getFloat64(0);
}

/** a · b + c in float32, rounded once; zero where it is below the least normal number once rounded to 24 bits. */
function fma(a, b, c) {
  const sum = sumToOdd(a * b, c);
  return Math.abs(sum) < LEAST_NORMAL - 2 ** -151 ? 0 * sum : Math.fround(sum);
}

const add = (x, y) => flushed(Math.fround(flushed(x) + flushed(y)));

/** Σ of every second product of a block. */
function sumEverySecond(left, right, first) {
  let sum = 0;
  for (let i = first; i < BLOCK; i += 2) sum = fma(left[i] ?? 0, right[i] ?? 0, sum);
  return sum;
}

/** c + Σ left · right, block by block. */
function chain(left, right, c) {
  for (let at = 0; at < left.length; at += BLOCK) {
    const [a, b] = [left.subarray(at, at + BLOCK), right.subarray(at, at + BLOCK)];
    c = add(c, add(sumEverySecond(a, b, 0), sumEverySecond(a, b, 1)));
  }
  return c;
}

/** [count, k] lanes in bfloat16; value(lane, k). */
const rounded = (count, k, value) =>
  Array.from({ length: count }, (_, lane) =>
    Float32Array.from({ length: k }, (_, i) => toBf16(value(lane, i))),
  );

/** start [m, n] + op(a)·op(b), as float32; `start` null: from zero. */
export function bf16Gemm({ m, n, k, a, transposeA, b, transposeB, start = null }) {
  const left = rounded(m, k, (i, p) => (transposeA ? a[p * m + i] : a[i * k + p]));
  const right = rounded(n, k, (j, p) => (transposeB ? b[j * k + p] : b[p * n + j]));
  return Float32Array.from({ length: m * n }, (_, at) =>
    chain(left[Math.floor(at / n)], right[at % n], start === null ? 0 : start[at]),
  );
}
