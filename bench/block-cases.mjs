/** Whole Transformer blocks: inputs, and what the reference makes of them. */
import { CODES } from './product-cases.mjs';
import * as reference from './reference.mjs';

const { noise } = reference;
const NO_DROPOUT = { rate: 0, seed: 0, step: 0, site: 0 };

const sum = (a, b) => a.map((value, i) => value + b[i]);

/** The parts' parameters by name: [weight, bias] or [gain, bias], in the kernels' order. */
function parametersOf({ width, hiddenWidth }) {
  const weight = (i, o, seed) => [noise(i * o, seed, 2 / Math.sqrt(i)), noise(o, seed + 1, 0.3)];
  const norm = (seed) => [noise(width, seed, 0.5).map((gain) => 1 + gain), noise(width, seed + 1)];
  return {
    qkv: weight(width, 3 * width, 40),
    mix: weight(width, width, 42),
    norm1: norm(44),
    input: weight(width, hiddenWidth, 46),
    output: weight(hiddenWidth, width, 48),
    norm2: norm(50),
  };
}

/** Every part computed forwards with a gradient of nothing, then back through them; gradients by the parts' names. */
function expectedOf({ attention, hiddenWidth, preNorm, activation, mixed, fed, parameters, x, dOut }) {
  const { rows, heads, headSize } = attention;
  const width = heads * headSize;
  const shape = { rows, width };
  const none = new Float64Array(rows * width);
  const gradients = {};
  const linear = (name, i, o) => (input, d) => {
    const [w, b] = parameters[name];
    const made = reference.linear({
      rows,
      inputs: i,
      outputs: o,
      x: input,
      w,
      b,
      dOut: d ?? new Float64Array(rows * o),
    });
    gradients[name] = [made.dw, made.db];
    return made;
  };
  const norm = (name, branchless, drop) => (input, branch, d) => {
    const [gain, bias] = parameters[name];
    const made = reference.norm({
      ...shape,
      x: input,
      branch: branchless ? null : branch,
      gain,
      bias,
      dOut: d ?? none,
      ...drop,
    });
    gradients[name] = [made.dGain, made.dBias];
    return made;
  };
  const feedForward = (input, d) => {
    const [[w1, b1], [w2, b2]] = [parameters.input, parameters.output];
    const made = reference.feedForward({
      rows,
      width,
      hiddenWidth,
      x: input,
      w1,
      b1,
      w2,
      b2,
      dOut: d ?? none,
      activation,
    });
    gradients.input = [made.dw1, made.db1];
    gradients.output = [made.dw2, made.db2];
    return made;
  };
  const [project, mix] = [linear('qkv', width, 3 * width), linear('mix', width, width)];
  const attend = (input, d) => {
    const qkv = project(input).out;
    const mixedOut = reference.attention({ ...attention, qkv, dOut: none }).out;
    const out = mix(mixedOut).out;
    if (d === undefined) return { out };
    const back = reference.attention({ ...attention, qkv, dOut: mix(mixedOut, d).dx });
    return { out, dx: project(input, back.dQkv).dx };
  };
  const dropped = (values, drop) => reference.dropout({ ...shape, x: values, ...drop });
  const [norm1, norm2] = [norm('norm1', preNorm, mixed), norm('norm2', preNorm, fed)];
  if (!preNorm) {
    const branch1 = attend(x).out;
    const n = norm1(x, branch1).out;
    const branch2 = feedForward(n).out;
    const second = norm2(n, branch2, dOut);
    const dn = sum(second.dx, feedForward(n, second.dBranch).dx);
    const first = norm1(x, branch1, dn);
    return { out: second.out, dx: sum(first.dx, attend(x, first.dBranch).dx), gradients };
  }
  const normed1 = norm1(x).out;
  const n = sum(Float64Array.from(x), dropped(attend(normed1).out, mixed));
  const normed2 = norm2(n).out;
  const out = sum(n, dropped(feedForward(normed2).out, fed));
  const dNormed2 = feedForward(normed2, dropped(dOut, fed)).dx;
  const dn = sum(Float64Array.from(dOut), norm2(n, null, dNormed2).dx);
  const dNormed1 = attend(normed1, dropped(dn, mixed)).dx;
  return { out, dx: sum(dn, norm1(x, null, dNormed1).dx), gradients };
}

/** `shape`: lengths of the segments, heads, size of a head, hidden width. */
export function blockCase([lengths, heads, headSize, hiddenWidth], traits = {}) {
  const { bf16 = false, preNorm = false, activation = 'gelu', drop = NO_DROPOUT, prefixes: shared } = traits;
  const offsets = Int32Array.from([0, ...lengths]).map((_, i) =>
    lengths.slice(0, i).reduce((a, b) => a + b, 0),
  );
  const [rows, width] = [offsets[lengths.length], heads * headSize];
  const attention = {
    ...{ rows, heads, headSize, offsets, slopes: null, positions: null, cosines: null, sines: null },
    ...{ prefixes: Int32Array.from(shared ?? lengths.map(() => -1)), ...drop },
  };
  const [mixed, fed] = [
    { ...drop, site: 6 },
    { ...drop, site: 7 },
  ];
  const parameters = parametersOf({ width, hiddenWidth });
  const [x, dOut] = [noise(rows * width, 52, 2), noise(rows * width, 53)];
  const made = (length) => new Float32Array(length);
  const kept = (length) => made(bf16 ? Math.ceil(length / 2) : length);
  const name = `${preNorm ? 'pre' : 'post'}-norm block ${lengths.join('+')} tokens, ${heads} heads of ${headSize}, ${hiddenWidth} hidden`;
  return {
    name: [
      name,
      activation,
      drop.rate > 0 ? 'dropout' : '',
      shared ? `prefixes ${shared.join()}` : '',
      bf16 ? 'in bfloat16' : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
    run(addon) {
      const weights = Object.values(parameters).flat();
      const gradients = weights.map(({ length }) => made(length));
      const fields = {
        ...{ attention, hiddenWidth, preNorm, bf16, activation: CODES[activation], x, weights },
        ...{ mixedDropout: mixed, fedDropout: fed },
        ...{ qkv: kept(rows * 3 * width), mixed: kept(rows * width), peaks: made(heads * rows) },
        ...{ inverses: made(heads * rows), normed1: made(rows * width), means: made(2 * rows) },
        ...{ deviations: made(2 * rows), hidden: kept(rows * hiddenWidth), slopes: kept(rows * hiddenWidth) },
        ...(preNorm
          ? { between: made(rows * width), normed2: made(rows * width) }
          : { branch1: kept(rows * width), branch2: kept(rows * width) }),
      };
      const [out, dx] = [made(rows * width), made(rows * width)];
      addon.blockForward({ ...fields, out });
      addon.blockBackward({ ...fields, dOut, dx, gradients });
      return { out, dx, ...named(gradients) };
    },
    expected() {
      const fields = { attention, hiddenWidth, preNorm, activation, mixed, fed, parameters, x, dOut };
      const { out, dx, gradients } = expectedOf(fields);
      return { out, dx, ...named(Object.keys(parameters).flatMap((part) => gradients[part])) };
    },
  };
}

const NAMES = ['qkv', 'mix', 'norm1', 'input', 'output', 'norm2'].flatMap((part) => [
  `gradient of ${part}`,
  `gradient of ${part}'s bias`,
]);
const named = (gradients) => Object.fromEntries(gradients.map((values, i) => [NAMES[i], values]));
