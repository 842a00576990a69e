/** Matrix products, in either precision, and what is made of them: inputs, and what the reference makes of these. */
import { bf16Gemm } from './bf16.mjs';
import * as reference from './reference.mjs';

const { noise } = reference;
export const CODES = { gelu: 1, 'gelu-tanh': 2, relu: 3, swish: 4 };

const suffix = (bf16) => (bf16 ? ' in bfloat16' : '');

/** `size`: of the operands; their products' is its square. */
function gemmCase([m, n, k], transposeA, transposeB, { accumulate = false, bf16 = false, size = 1 } = {}) {
  const [a, b, start] = [noise(m * k, 1, size), noise(k * n, 2, size), noise(m * n, 3, size ** 2)];
  const fields = { m, n, k, a, transposeA, b, transposeB, bf16 };
  const letters = `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`;
  return {
    name: `gemm ${letters}${accumulate ? ' +=' : ''} ${m}×${n}×${k}${size === 1 ? '' : ` of ${size}`}${suffix(bf16)}`,
    run(addon) {
      const c = Float32Array.from(start);
      addon.gemm({ ...fields, c, accumulate });
      return { c };
    },
    expected() {
      if (bf16) return { c: bf16Gemm({ ...fields, start: accumulate ? start : null }) };
      const c = reference.gemm(fields);
      return { c: accumulate ? c.map((value, i) => value + start[i]) : c };
    },
  };
}

/** Of each order of the operands. */
export const everyOrder = (shape, options) => [
  gemmCase(shape, false, false, options),
  gemmCase(shape, false, true, options),
  gemmCase(shape, true, false, options),
  gemmCase(shape, true, true, { accumulate: true, ...options }),
];

export function linearCase([rows, inputs, outputs], bf16 = false) {
  const shared = {
    ...{ rows, inputs, outputs, x: noise(rows * inputs, 4, 2), bf16 },
    w: noise(inputs * outputs, 5, 3 / Math.sqrt(inputs)),
  };
  const [b, dOut] = [noise(outputs, 6), noise(rows * outputs, 7)];
  return {
    name: `linear ${rows}×${inputs}×${outputs}${suffix(bf16)}`,
    run(addon) {
      const out = new Float32Array(rows * outputs);
      addon.linearForward({ ...shared, b, out });
      const [dx, dw] = [new Float32Array(rows * inputs), new Float32Array(inputs * outputs)];
      const db = new Float32Array(outputs);
      addon.linearBackward({ ...shared, dOut, dx, dw, db });
      return { out, dx, dw, db };
    },
    expected: () => reference.linear({ ...shared, b, dOut }),
  };
}

export function feedForwardCase([rows, width, hiddenWidth], activation, bf16 = false) {
  const shared = {
    ...{ rows, width, hiddenWidth, x: noise(rows * width, 4, 2), bf16 },
    w1: noise(width * hiddenWidth, 5, 3 / Math.sqrt(width)),
    w2: noise(width * hiddenWidth, 16, 2 / Math.sqrt(hiddenWidth)),
  };
  const [b1, b2, dOut] = [noise(hiddenWidth, 6), noise(width, 17), noise(rows * width, 7)];
  const made = (length) => new Float32Array(length);
  return {
    name: `feed-forward ${activation} ${rows}×${width}×${hiddenWidth}${suffix(bf16)}`,
    run(addon) {
      const [hidden, slopes] = [made(rows * hiddenWidth), made(rows * hiddenWidth)];
      const [out, dx] = [made(rows * width), made(rows * width)];
      const [dw1, dw2] = [made(width * hiddenWidth), made(width * hiddenWidth)];
      const [db1, db2] = [made(hiddenWidth), made(width)];
      const forward = { ...shared, b1, b2, hidden, slopes, out, activation: CODES[activation] };
      addon.feedForward(forward);
      addon.feedForwardBackward({ ...shared, hidden, slopes, dOut, dx, dw1, db1, dw2, db2 });
      return { out, dx, dw1, db1, dw2, db2 };
    },
    expected: () => reference.feedForward({ ...shared, b1, b2, dOut, activation }),
  };
}

export function crossEntropyCase(rows, width, entries, bf16 = false) {
  const targets = Int32Array.from(noise(rows, 19), (x) => Math.floor(((x + 1) / 2) * entries));
  const weights = noise(rows, 20).map((x) => (x < -0.5 ? 0 : Math.abs(x)));
  const [h, table] = [noise(rows * width, 21, 2), noise(entries * width, 22)];
  const fields = { rows, width, entries, h, table, targets, weights, bf16 };
  return {
    name: `tied cross-entropy ${rows}×${width}×${entries}${suffix(bf16)}`,
    run(addon) {
      const [dh, dTable] = [new Float32Array(rows * width), new Float32Array(entries * width)];
      const loss = Float64Array.of(addon.crossEntropy({ ...fields, dh, dTable }));
      return { loss, dh, dTable };
    },
    expected() {
      const { loss, dh, dTable } = reference.crossEntropy(fields);
      return { loss: [loss], dh, dTable };
    },
  };
}
