/**
 * The kernels' definitions in float64 and plain loops: what tests and benchmarks compare the native kernels with.
 * Arrays are row-major; each function returns new arrays.
 */

/** Numbers from −1 to 1 by a linear congruential generator, as Float32Array. */
export function noise(length, seed, size = 1) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return size * (state / 2 ** 31 - 1);
  });
}

/** Largest difference relative to the largest reference value. */
export function relativeError(actual, expected) {
  let [difference, size] = [0, 1e-30];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    size = Math.max(size, Math.abs(expected[i]));
    if (Number.isNaN(actual[i])) return Infinity;
  }
  return difference / size;
}

/** c [m, n] = op(a)·op(b). */
export function gemm({ m, n, k, a, transposeA, b, transposeB }) {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const left = transposeA ? a[p * m + i] : a[i * k + p];
      for (let j = 0; j < n; j++) c[i * n + j] += left * (transposeB ? b[j * k + p] : b[p * n + j]);
    }
  }
  return c;
}

/** erfc of z ≥ 0: Maclaurin series of erf below 2, continued fraction above. */
function erfcPositive(z) {
  if (z < 2) {
    let [term, sum] = [z, z];
    for (let n = 1; n < 80; n++) {
      term *= (-z * z) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (z + fraction);
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction);
}

const normalBelow = (x) => 0.5 * (x < 0 ? erfcPositive(-x / Math.SQRT2) : 2 - erfcPositive(x / Math.SQRT2));
const logistic = (x) => 1 / (1 + Math.exp(-x));

/** Each activation's value and derivative. */
export const ACTIVATIONS = {
  none: (x) => [x, 1],
  gelu: (x) => [x * normalBelow(x), normalBelow(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)],
  'gelu-tanh': (x) => {
    const c = Math.sqrt(2 / Math.PI);
    const t = Math.tanh(c * (x + 0.044715 * x ** 3));
    return [0.5 * x * (1 + t), 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x)];
  },
  relu: (x) => [Math.max(x, 0), x > 0 ? 1 : 0],
  swish: (x) => [x * logistic(x), logistic(x) + x * logistic(x) * (1 - logistic(x))],
};

/** activation(x·w + b), the activation's derivative and the gradients for dOut. */
export function linear({ rows, inputs, outputs, x, w, b, dOut }) {
  const out = gemm({ m: rows, n: outputs, k: inputs, a: x, b: w }).map((value, i) => value + b[i % outputs]);
  const db = new Float64Array(outputs);
  dOut.forEach((value, i) => (db[i % outputs] += value));
  const dx = gemm({ m: rows, n: inputs, k: outputs, a: dOut, b: w, transposeB: true });
  const dw = gemm({ m: inputs, n: outputs, k: rows, a: x, transposeA: true, b: dOut });
  return { out, dx, dw, db };
}

/** out = activation(x·w1 + b1)·w2 + b2, and its gradients. */
export function feedForward({ rows, width, hiddenWidth, x, w1, b1, w2, b2, dOut, activation }) {
  const first = { rows, inputs: width, outputs: hiddenWidth, x, w: w1, b: b1 };
  const sums = gemm({ m: rows, n: hiddenWidth, k: width, a: x, b: w1 });
  const pairs = Array.from(sums, (value, i) => ACTIVATIONS[activation](value + b1[i % hiddenWidth]));
  const hidden = Float64Array.from(pairs, ([value]) => value);
  const second = linear({ rows, inputs: hiddenWidth, outputs: width, x: hidden, w: w2, b: b2, dOut });
  const delta = second.dx.map((value, i) => value * pairs[i][1]);
  const { dx, dw, db } = linear({ ...first, dOut: delta });
  return { out: second.out, dx, dw1: dw, db1: db, dw2: second.dw, db2: second.db };
}

const low = (a, b) => Math.imul(a, b) >>> 0;
const high = (a, b) => Number((BigInt(a) * BigInt(b)) >> 32n);

/** Philox4x32-10 (Salmon et al. 2011). */
export function philox([c0, c1, c2, c3], [k0, k1]) {
  for (let round = 0; round < 10; round++) {
    const [h0, l0] = [high(0xd2511f53, c0), low(0xd2511f53, c0)];
    const [h1, l1] = [high(0xcd9e8d57, c2), low(0xcd9e8d57, c2)];
    [c0, c1, c2, c3] = [(h1 ^ c1 ^ k0) >>> 0, l1, (h0 ^ c3 ^ k1) >>> 0, l0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** 0 or the scale of what is kept, for `columns` columns of one row. */
export function dropoutRow({ rate, seed, step, site }, row, columns) {
  if (rate === 0) return new Float64Array(columns).fill(1);
  const factors = new Float64Array(columns);
  const threshold = Math.round(rate * 65536);
  let words;
  for (let column = 0; column < columns; column++) {
    if (column % 8 === 0) words = philox([column / 8, row, site, step], [seed, 0]);
    const draw = (words[(column % 8) >> 1] >>> (16 * (column % 2))) & 0xffff;
    factors[column] = draw >= threshold ? Math.fround(65536 / (65536 - threshold)) : 0;
  }
  return factors;
}

/** x ⊙ mask. */
export function dropout({ rows, width, x, ...drop }) {
  const out = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const factors = dropoutRow(drop, row, width);
    for (let j = 0; j < width; j++) out[row * width + j] = x[row * width + j] * factors[j];
  }
  return out;
}

/** LayerNorm(x + dropout(branch)) and its gradients. */
export function norm({ rows, width, x, branch, gain, bias, dOut, ...drop }) {
  const [out, dx] = [new Float64Array(rows * width), new Float64Array(rows * width)];
  const [dGain, dBias] = [new Float64Array(width), new Float64Array(width)];
  const dropped = branch ? dropout({ rows, width, x: branch, ...drop }) : new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    const sum = Array.from({ length: width }, (_, j) => x[at + j] + dropped[at + j]);
    const mean = sum.reduce((a, b) => a + b, 0) / width;
    const variance = sum.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
    const normal = sum.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
    let [plain, along] = [0, 0];
    for (let j = 0; j < width; j++) {
      out[at + j] = normal[j] * gain[j] + bias[j];
      dGain[j] += dOut[at + j] * normal[j];
      dBias[j] += dOut[at + j];
      plain += (dOut[at + j] * gain[j]) / width;
      along += (dOut[at + j] * gain[j] * normal[j]) / width;
    }
    for (let j = 0; j < width; j++) {
      dx[at + j] = (dOut[at + j] * gain[j] - plain - normal[j] * along) / Math.sqrt(variance + 1e-5);
    }
  }
  const dBranch = branch ? dropout({ rows, width, x: dx, ...drop }) : null;
  return { out, dx, dBranch, dGain, dBias };
}

/** Turns pairs (j, j + size / 2) of one head's vector by the position's angles; direction −1: back. */
function rotate(vector, position, direction) {
  const half = vector.length / 2;
  const turned = new Float64Array(vector.length);
  for (let j = 0; j < half; j++) {
    const angle = direction * position * 10000 ** ((-2 * j) / vector.length);
    turned[j] = vector[j] * Math.cos(angle) - vector[j + half] * Math.sin(angle);
    turned[j + half] = vector[j] * Math.sin(angle) + vector[j + half] * Math.cos(angle);
  }
  return turned;
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Adds factor·from to `to`. */
function addTo(to, from, factor) {
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i];
}

/** Attention of one head of one sequence: arrays of vectors in and out; only queries from `first` on count. */
function attendHead({ q, k, v, dOut, first, scale, slope, causal, factorsOf }) {
  const zeros = () => q.map((vector) => new Float64Array(vector.length));
  const [out, dq, dk, dv] = [zeros(), zeros(), zeros(), zeros()];
  for (let i = first; i < q.length; i++) {
    const scores = [];
    const seen = causal ? i + 1 : k.length;
    for (let j = 0; j < seen; j++) scores.push(dot(q[i], k[j]) * scale - slope * Math.abs(i - j));
    const peak = Math.max(...scores);
    const total = scores.reduce((sum, score) => sum + Math.exp(score - peak), 0);
    const p = scores.map((score) => Math.exp(score - peak) / total);
    const factors = factorsOf(i, seen);
    p.forEach((weight, j) => addTo(out[i], v[j], weight * factors[j]));
    const inner = dot(dOut[i], out[i]);
    p.forEach((weight, j) => {
      const ds = weight * (dot(dOut[i], v[j]) * factors[j] - inner) * scale;
      addTo(dq[i], k[j], ds);
      addTo(dk[j], q[i], ds);
      addTo(dv[j], dOut[i], weight * factors[j]);
    });
  }
  return { out, dq, dk, dv };
}

/** Flat tokens of segment s's whole sequence, its prefix included. */
function sequenceOf(s, offsets, prefixes) {
  const own = Array.from({ length: offsets[s + 1] - offsets[s] }, (_, i) => offsets[s] + i);
  return prefixes[s] < 0 ? own : [...sequenceOf(prefixes[s], offsets, prefixes), ...own];
}

/** Attention over ragged segments, some behind a prefix that they share, and its gradient; causal unless it says not. */
export function attention({
  rows,
  heads,
  headSize,
  offsets,
  prefixes,
  slopes,
  positions,
  qkv,
  dOut,
  causal = true,
  ...drop
}) {
  const width = heads * headSize;
  const [out, dQkv] = [new Float64Array(rows * width), new Float64Array(rows * 3 * width)];
  const turn = (vector, token, direction) =>
    positions ? rotate(vector, positions[token], direction) : Float64Array.from(vector);
  for (let s = 0; s + 1 < offsets.length; s++) {
    const tokens = sequenceOf(s, offsets, prefixes);
    const first = tokens.length - (offsets[s + 1] - offsets[s]);
    for (let head = 0; head < heads; head++) {
      const from = (token, part) => token * 3 * width + part * width + head * headSize;
      const part = (token, which) => qkv.subarray(from(token, which), from(token, which) + headSize);
      const own = (token) => token * width + head * headSize;
      const result = attendHead({
        q: tokens.map((token) => turn(part(token, 0), token, 1)),
        k: tokens.map((token) => turn(part(token, 1), token, 1)),
        v: tokens.map((token) => Float64Array.from(part(token, 2))),
        dOut: tokens.map((token) => Float64Array.from(dOut.subarray(own(token), own(token) + headSize))),
        first,
        scale: 1 / Math.sqrt(headSize),
        slope: slopes ? slopes[head] : 0,
        causal,
        factorsOf: (i, keys) => dropoutRow(drop, tokens[i] * heads + head, keys),
      });
      const add = (to, at, vector) => vector.forEach((value, j) => (to[at + j] += value));
      tokens.forEach((token, i) => {
        add(out, own(token), result.out[i]);
        add(dQkv, from(token, 0), turn(result.dq[i], token, -1));
        add(dQkv, from(token, 1), turn(result.dk[i], token, -1));
        add(dQkv, from(token, 2), result.dv[i]);
      });
    }
  }
  return { out, dQkv };
}

/** Rows of a table, and the table's gradient. */
export function embed({ rows, width, entries, ids, table, dOut }) {
  const [out, dTable] = [new Float64Array(rows * width), new Float64Array(entries * width)];
  for (let i = 0; i < rows * width; i++) {
    const at = ids[Math.floor(i / width)] * width + (i % width);
    out[i] = table[at];
    dTable[at] += dOut[i];
  }
  return { out, dTable };
}

/** Σ weight·(−log softmax(h·tableᵀ)[target]) and its gradients. */
export function crossEntropy({ rows, width, entries, h, table, targets, weights }) {
  const logits = gemm({ m: rows, n: entries, k: width, a: h, b: table, transposeB: true });
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const z = logits.subarray(i * entries, (i + 1) * entries);
    const peak = Math.max(...z);
    const total = z.reduce((sum, value) => sum + Math.exp(value - peak), 0);
    if (weights[i] !== 0) loss += weights[i] * (peak + Math.log(total) - z[targets[i]]);
    z.forEach(
      (value, j) => (z[j] = weights[i] * (Math.exp(value - peak) / total - (j === targets[i] ? 1 : 0))),
    );
  }
  const dh = gemm({ m: rows, n: width, k: entries, a: logits, b: table });
  const dTable = gemm({ m: entries, n: width, k: rows, a: logits, transposeA: true, b: h });
  return { loss, dh, dTable };
}

/** One step; returns the new weight and moments. */
export function adamw(fields) {
  const { beta1, beta2, epsilon, learningRate, weightDecay, scale, step } = fields;
  const [weight, first, second] = [fields.weight, fields.first, fields.second].map((x) =>
    Float64Array.from(x),
  );
  for (let i = 0; i < weight.length; i++) {
    const g = fields.gradient[i] * scale;
    first[i] = beta1 * first[i] + (1 - beta1) * g;
    second[i] = beta2 * second[i] + (1 - beta2) * g * g;
    const update = first[i] / (1 - beta1 ** step) / (Math.sqrt(second[i] / (1 - beta2 ** step)) + epsilon);
    weight[i] -= learningRate * update + learningRate * weightDecay * weight[i];
  }
  return { weight, first, second };
}
