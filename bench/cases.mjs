/** Inputs for every kernel, odd sizes among them: what the kernels make of them and what the reference does. */
import { blockCase } from './block-cases.mjs';
import { crossEntropyCase, everyOrder, feedForwardCase, linearCase } from './product-cases.mjs';
import * as reference from './reference.mjs';

const { noise } = reference;
const NO_DROPOUT = { rate: 0, seed: 0, step: 0, site: 0 };
const DROPOUT = { rate: 0.1, seed: 4_000_000_007, step: 17, site: 5 };

/** `prefixes`: of which segment, if any, each segment continues the sequence. */
function attentionCase(lengths, heads, headSize, traits = {}) {
  const {
    prefixes: shared = lengths.map(() => -1),
    slopes = false,
    rotary = false,
    drop = NO_DROPOUT,
  } = traits;
  const [offsets, prefixes] = [offsetsOf(lengths), Int32Array.from(shared)];
  const [rows, width] = [offsets[lengths.length], heads * headSize];
  const before = shared.map((prefix) => lengths[prefix] ?? 0);
  const positions = rotary
    ? Int32Array.from(lengths.flatMap((length, s) => Array.from({ length }, (_, i) => before[s] + i)))
    : null;
  const tables = rotary ? angles(headSize, Math.max(...positions) + 1) : { cosines: null, sines: null };
  const fields = {
    ...{ rows, heads, headSize, offsets, prefixes, positions, qkv: noise(rows * 3 * width, 8, 2), ...drop },
    slopes: slopes ? Float32Array.from({ length: heads }, (_, head) => 2 ** -(head + 1)) : null,
  };
  const dOut = noise(rows * width, 9);
  const names = { prefixes: `prefixes ${shared.join()}`, slopes: 'ALiBi', rotary: 'rotary', drop: 'dropout' };
  const name = `attention ${lengths.join('+')} tokens, ${heads} heads of ${headSize}`;
  return {
    name: [name, ...Object.keys(traits).map((trait) => names[trait])].join(' '),
    run(addon) {
      const made = { out: new Float32Array(rows * width), dQkv: new Float32Array(rows * 3 * width) };
      const sums = { peaks: new Float32Array(heads * rows), inverses: new Float32Array(heads * rows) };
      addon.attentionForward({ ...fields, ...tables, ...made, ...sums });
      addon.attentionBackward({ ...fields, ...tables, ...made, ...sums, dOut });
      return made;
    },
    expected: () => reference.attention({ ...fields, dOut }),
  };
}

function offsetsOf(lengths) {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, s) => (offsets[s + 1] = offsets[s] + length));
  return offsets;
}

function angles(size, positions) {
  const angle = (i) => Math.floor(i / (size / 2)) * 10000 ** ((-2 * (i % (size / 2))) / size);
  const table = (f) => Float32Array.from({ length: (positions * size) / 2 }, (_, i) => f(angle(i)));
  return { cosines: table(Math.cos), sines: table(Math.sin) };
}

function normCase(rows, width, { branch = true, drop = NO_DROPOUT } = {}) {
  const fields = {
    ...{ rows, width, x: noise(rows * width, 10, 2), gain: noise(width, 12, 2), ...drop },
    branch: branch ? noise(rows * width, 11, 2) : null,
  };
  const [bias, dOut] = [noise(width, 13), noise(rows * width, 14)];
  return {
    name: `${branch ? 'addNorm' : 'norm'} ${rows}×${width}${drop.rate > 0 ? ' dropout' : ''}`,
    run(addon) {
      const [means, deviations] = [new Float32Array(rows), new Float32Array(rows)];
      const made = () => new Float32Array(rows * width);
      const [out, dx, dBranch] = [made(), made(), branch ? made() : null];
      const [dGain, dBias] = [new Float32Array(width), new Float32Array(width)];
      addon.normForward({ ...fields, means, deviations, bias, out });
      addon.normBackward({ ...fields, means, deviations, dOut, dx, dBranch, dGain, dBias });
      return { out, dx, ...(branch ? { dBranch } : {}), dGain, dBias };
    },
    expected: () => reference.norm({ ...fields, bias, dOut }),
  };
}

function dropoutCase(rows, width) {
  const fields = { rows, width, x: noise(rows * width, 15), ...DROPOUT };
  return {
    name: `dropout ${rows}×${width}`,
    run(addon) {
      const out = new Float32Array(rows * width);
      addon.dropout({ ...fields, out });
      return { out };
    },
    expected: () => ({ out: reference.dropout(fields) }),
  };
}

function embedCase(rows, width, entries) {
  const ids = Int32Array.from(noise(rows, 16), (x) => Math.floor(((x + 1) / 2) * entries));
  const fields = { rows, width, entries, ids };
  const [table, dOut] = [noise(entries * width, 17), noise(rows * width, 18)];
  return {
    name: `embed ${rows} of ${entries}×${width}`,
    run(addon) {
      const [out, dTable] = [new Float32Array(rows * width), new Float32Array(entries * width)];
      addon.embedForward({ ...fields, table, out });
      addon.embedBackward({ ...fields, dOut, dTable });
      return { out, dTable };
    },
    expected: () => reference.embed({ ...fields, table, dOut }),
  };
}

function addCase(length) {
  const [x, y] = [noise(length, 26), noise(length, 27)];
  return {
    name: `add and squared norm of ${length}`,
    run(addon) {
      const out = new Float32Array(length);
      addon.add({ x, y, out });
      return { out, squares: Float64Array.of(addon.squaredNorm({ tensors: [x, y] })) };
    },
    expected: () => ({
      out: x.map((value, i) => value + y[i]),
      squares: [[...x, ...y].reduce((s, v) => s + v * v, 0)],
    }),
  };
}

/** The weight of each length; the second does not decay. */
function adamwCase(lengths, step) {
  const starts = lengths.map((length, i) => ({
    ...{ weight: noise(length, 23 + i), gradient: noise(length, 26 + i), first: noise(length, 24, 0.1) },
    second: noise(length, 25, 0.1).map(Math.abs),
  }));
  const rates = {
    ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, learningRate: 1e-3, weightDecay: 0.01, scale: 0.5 },
    step,
  };
  const listed = (name) => starts.map((start) => Float32Array.from(start[name]));
  const named = (results) => Object.assign({}, ...results.map(indexed));
  return {
    name: `adamw ${lengths}, step ${step}`,
    run(addon) {
      const lists = { weights: listed('weight'), first: listed('first'), second: listed('second') };
      const decays = Int32Array.from(lengths, (_, i) => Number(i !== 1));
      addon.adamw({ ...lists, gradients: listed('gradient'), decays, ...rates });
      const { weights, first, second } = lists;
      return named(weights.map((weight, i) => ({ weight, first: first[i], second: second[i] })));
    },
    expected: () =>
      named(
        starts.map((start, i) =>
          reference.adamw({ ...start, ...rates, ...(i === 1 ? { weightDecay: 0 } : {}) }),
        ),
      ),
  };
}

const indexed = (fields, i) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name} ${i}`, value]));

/** Sizes cross every border of the kernels: tiles, panels, blocks of k, chunks of rows, lanes. */
const SHAPES = [
  [1, 1, 1],
  [3, 5, 7],
  [14, 32, 16],
  [15, 33, 17],
  [64, 48, 100],
  [29, 70, 385],
  [97, 1030, 40],
];

const blockCases = (bf16) => [
  blockCase([[5, 1], 1, 4, 8], { bf16 }),
  blockCase([[33, 1, 70], 2, 20, 100], { bf16, drop: DROPOUT, activation: 'swish' }),
  blockCase([[129, 64], 2, 32, 256], { bf16, preNorm: true, activation: 'gelu-tanh' }),
  blockCase([[41, 1, 2, 40], 3, 16, 50], { bf16, preNorm: true, drop: DROPOUT, prefixes: [-1, 0, 0, 0] }),
];

/** Products in bfloat16, whose expected values are exact. Around 1e-19, products are partly subnormal. */
export const BF16_PRODUCTS = [
  ...[...SHAPES, [33, 65, 64], [40, 31, 1056], [9, 40, 1030]].flatMap((shape) =>
    everyOrder(shape, { bf16: true }),
  ),
  ...[1e-19, 2e-19].flatMap((size) => everyOrder([17, 35, 70], { bf16: true, size })),
];

/** Everything else that computes in bfloat16. */
export const BF16_CASES = [
  linearCase([37, 24, 50], true),
  linearCase([2100, 24, 40], true),
  linearCase([1500, 300, 500], true),
  feedForwardCase([37, 24, 50], 'gelu', true),
  feedForwardCase([300, 48, 160], 'swish', true),
  crossEntropyCase(1200, 8, 50, true),
  ...blockCases(true),
];

export const CASES = [
  ...[...SHAPES, [400, 130, 800]].flatMap((shape) => everyOrder(shape, {})),
  linearCase([37, 24, 50]),
  linearCase([1, 3, 2]),
  linearCase([2100, 24, 40]), // deep enough to be split
  ...['gelu', 'gelu-tanh', 'relu', 'swish'].map((activation) => feedForwardCase([37, 24, 50], activation)),
  feedForwardCase([1, 3, 2], 'gelu'),
  feedForwardCase([300, 48, 160], 'gelu'),
  addCase(1),
  addCase(9001),
  attentionCase([5], 1, 4),
  attentionCase([1, 33, 1, 64, 7], 2, 8),
  attentionCase([70, 3], 3, 20, { slopes: true }),
  attentionCase([40, 1, 19], 2, 10, { rotary: true, drop: DROPOUT }),
  attentionCase([129], 2, 32, { drop: DROPOUT }),
  attentionCase([50, 13], 2, 64, { slopes: true, rotary: true, drop: DROPOUT }),
  attentionCase([1, 1, 2], 1, 16, { prefixes: [-1, 0, 0] }),
  attentionCase([0, 3, 0, 4, 0], 2, 8, { prefixes: [-1, 0, 0, -1, 3] }),
  attentionCase([6, 41, 1, 2, 15, 9, 30], 2, 32, { prefixes: [-1, -1, 1, 1, 1, -1, 5], drop: DROPOUT }),
  attentionCase([101, 27, 3], 2, 24, { prefixes: [-1, 0, 0], slopes: true, rotary: true, drop: DROPOUT }),
  attentionCase([450, 30, 62], 1, 64, { prefixes: [-1, 0, 0] }),
  attentionCase([512], 1, 64),
  normCase(1, 1),
  normCase(70, 37, { drop: DROPOUT }),
  normCase(33, 64, { branch: false }),
  normCase(50, 130),
  dropoutCase(9, 71),
  embedCase(200, 37, 11),
  embedCase(5, 130, 40),
  crossEntropyCase(7, 5, 3),
  crossEntropyCase(90, 33, 130),
  crossEntropyCase(1200, 8, 50),
  ...blockCases(false),
  adamwCase([1], 1),
  adamwCase([40_003, 17, 1, 16_384], 1000),
];
