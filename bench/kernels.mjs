/**
 * Times the native kernels: node bench/kernels.mjs [threads]. Every kernel is first compared with its float64 reference;
 * nothing is timed that does not match. The median of the repetitions is shown, and the machine's load beside it.
 */
import { createRequire } from 'node:module';
import { availableParallelism, loadavg } from 'node:os';
import { CASES } from './cases.mjs';
import { noise, relativeError } from './reference.mjs';

const TOLERANCE = 2e-6;
const SECONDS_EACH = 0.25;
const addon = createRequire(import.meta.url)('../native/build/reprise.node');
const threads = Number(process.argv[2] ?? availableParallelism());

function verify() {
  for (const { name, run, expected } of CASES) {
    const wanted = expected();
    for (const [field, values] of Object.entries(run(addon))) {
      const error = relativeError(values, wanted[field]);
      if (!(error < TOLERANCE)) throw new Error(`${name}: ${field} is off by ${error.toExponential(1)}`);
    }
  }
}

/** Median seconds of one call, over at least five and SECONDS_EACH. */
function time(run) {
  run();
  const seconds = [];
  const end = process.hrtime.bigint() + BigInt(SECONDS_EACH * 1e9);
  while (seconds.length < 5 || process.hrtime.bigint() < end) {
    const start = process.hrtime.bigint();
    run();
    seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
  }
  return seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)];
}

/** One line: milliseconds, and what is done per second. */
function show(name, amount, unit, run) {
  const seconds = time(run);
  const rate = (amount / seconds / 1e9).toFixed(unit === 'GFLOP/s' ? 0 : 1);
  console.log(`${name.padEnd(44)} ${(seconds * 1e3).toFixed(3).padStart(9)} ms ${rate.padStart(7)} ${unit}`);
}

function timeGemm(name, [m, n, k], [transposeA, transposeB]) {
  const [a, b, c] = [noise(m * k, 1), noise(k * n, 2), new Float32Array(m * n)];
  const fields = { m, n, k, a, transposeA, b, transposeB, c, accumulate: false };
  show(`${name} ${m}×${n}×${k}`, 2 * m * n * k, 'GFLOP/s', () => addon.gemm(fields));
}

const [NN, NT, TN] = [
  [false, false],
  [false, true],
  [true, false],
];

/** The products of one layer and of the output, forwards and backwards. */
function timeProducts(tokens, width, entries) {
  timeGemm('gemm NN, first feed-forward', [tokens, 4 * width, width], NN);
  timeGemm('gemm NN, second feed-forward', [tokens, width, 4 * width], NN);
  timeGemm('gemm NT, gradient of its input', [tokens, 4 * width, width], NT);
  timeGemm('gemm TN, gradient of its weight', [4 * width, width, tokens], TN);
  timeGemm('gemm NT, logits', [512, entries, width], NT);
}

function timeLinear(rows, inputs, outputs) {
  const shared = { rows, inputs, outputs, x: noise(rows * inputs, 1), w: noise(inputs * outputs, 2) };
  const make = () => new Float32Array(rows * outputs);
  const [derivative, out, dOut] = [make(), make(), noise(rows * outputs, 3)];
  const b = noise(outputs, 4);
  const gradients = {
    dx: new Float32Array(rows * inputs),
    dw: new Float32Array(inputs * outputs),
    db: b.slice(),
  };
  const flops = 2 * rows * inputs * outputs;
  const name = `linear with gelu ${rows}×${inputs}×${outputs}`;
  show(name, flops, 'GFLOP/s', () => addon.linearForward({ ...shared, derivative, b, out, activation: 1 }));
  show('  its gradients', 2 * flops, 'GFLOP/s', () =>
    addon.linearBackward({ ...shared, derivative, dOut, ...gradients }),
  );
}

function timeAttention(segments, length, heads, headSize) {
  const [rows, width] = [segments * length, heads * headSize];
  const offsets = Int32Array.from({ length: segments + 1 }, (_, i) => i * length);
  const fields = {
    ...{
      rows,
      heads,
      headSize,
      offsets,
      prefixes: new Int32Array(segments).fill(-1),
      slopes: null,
      positions: null,
      rate: 0.1,
      seed: 1,
      step: 1,
      site: 1,
    },
    ...{
      qkv: noise(rows * 3 * width, 1),
      out: new Float32Array(rows * width),
      peaks: new Float32Array(heads * rows),
      inverses: new Float32Array(heads * rows),
    },
  };
  const [dOut, dQkv] = [noise(rows * width, 2), new Float32Array(rows * 3 * width)];
  const flops = 2 * segments * length * length * width; // the causal half of two products
  const name = `attention ${segments} × ${length} tokens, ${heads} heads of ${headSize}`;
  show(name, flops, 'GFLOP/s', () => addon.attentionForward(fields));
  show('  its gradient', 2.5 * flops, 'GFLOP/s', () => addon.attentionBackward({ ...fields, dOut, dQkv }));
}

function timeNorm(rows, width) {
  const make = () => new Float32Array(rows * width);
  const fields = {
    ...{ rows, width, x: noise(rows * width, 1), branch: noise(rows * width, 2), gain: noise(width, 3) },
    ...{
      means: new Float32Array(rows),
      deviations: new Float32Array(rows),
      rate: 0.1,
      seed: 1,
      step: 1,
      site: 1,
    },
  };
  const [bias, out, dOut] = [noise(width, 4), make(), noise(rows * width, 5)];
  const gradients = {
    dx: make(),
    dBranch: make(),
    dGain: new Float32Array(width),
    dBias: new Float32Array(width),
  };
  const bytes = 4 * rows * width;
  show(`addNorm with dropout ${rows}×${width}`, 3 * bytes, 'GB/s', () =>
    addon.normForward({ ...fields, bias, out }),
  );
  show('  its gradients', 5 * bytes, 'GB/s', () => addon.normBackward({ ...fields, dOut, ...gradients }));
}

function timeCrossEntropy(rows, width, entries) {
  const fields = { rows, width, entries, h: noise(rows * width, 1), table: noise(entries * width, 2, 0.1) };
  const targets = Int32Array.from({ length: rows }, (_, i) => i % entries);
  const weights = new Float32Array(rows).fill(1 / rows);
  const [dh, dTable] = [new Float32Array(rows * width), new Float32Array(entries * width)];
  const name = `tied cross-entropy and gradients ${rows}×${width}×${entries}`;
  const flops = 6 * rows * width * entries;
  show(name, flops, 'GFLOP/s', () => addon.crossEntropy({ ...fields, targets, weights, dh, dTable }));
}

function timeAdamW(length) {
  const [weight, gradient] = [noise(length, 1), noise(length, 2)];
  const [first, second] = [new Float32Array(length), new Float32Array(length)];
  const rates = {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    learningRate: 1e-3,
    weightDecay: 0.01,
    scale: 1,
    step: 1,
  };
  const lists = { weights: [weight], gradients: [gradient], first: [first], second: [second] };
  show(`adamw ${length}`, 28 * length, 'GB/s', () =>
    addon.adamw({ ...lists, decays: Int32Array.of(1), ...rates }),
  );
}

addon.setThreads(threads);
verify();
console.log(
  `${CASES.length} cases match. ${addon.instructionSet}, ${threads} threads, load ${loadavg()[0].toFixed(2)}`,
);
timeProducts(4096, 128, 2048);
timeProducts(2048, 256, 8192);
timeLinear(4096, 128, 512);
timeAttention(32, 128, 4, 32);
timeAttention(16, 128, 8, 32);
timeAttention(2, 512, 12, 64);
timeNorm(4096, 128);
timeCrossEntropy(4096, 128, 2048);
timeAdamW(1_000_000);
