/** Markdown tables of what was measured; they read well in a terminal, too. */
import { fastest } from './rounds.mjs';
import { describe, flopsPerStep, tokensPerStep } from './sizes.mjs';

/** Cells under their titles, all but the first column to the right. */
export function table(titles, rows) {
  const lines = [titles, titles.map((_, i) => (i === 0 ? ':--' : '--:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const whole = (x) => Math.round(x).toLocaleString('en');
const milliseconds = (seconds) => whole(1000 * seconds);
const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;
const gigabytes = (bytes) => (bytes / 1e9).toFixed(2);
const times = (ratio) => `${ratio.toFixed(2)}×`;
const rate = (x) => (x < 10 ? x.toFixed(2) : whole(x));
const absent = '–';

const ours = (rows) => fastest(rows, 'Reprise');
const theirs = (rows) => fastest(rows, 'PyTorch');
const gigaflops = (size, { seconds }) => flopsPerStep(size) / seconds / 1e9;

/** The main table: a row per size. */
export function stepTable(measured) {
  const precision = measured[0].precision;
  const titles = [
    ...['step', 'Reprise ms', 'tokens/s', 'GFLOP/s', `share of ${precision} peak`],
    ...['goal', 'best PyTorch ms', 'GFLOP/s', 'ratio', 'goal'],
  ];
  return table(titles, measured.map(stepRow));
}

function stepRow({ size, precision, instructionSet, peak, rows }) {
  const [own, best] = [ours(rows), theirs(rows)];
  const gflops = gigaflops(size, own);
  return [
    ...[size.title, milliseconds(own.seconds), whole(tokensPerStep(size) / own.seconds), whole(gflops)],
    peak ? percent((gflops * 1e9) / peak) : absent,
    precision === 'float32' && size.goals.share ? `≥ ${percent(size.goals.share)}` : absent,
    ...(best ? [milliseconds(best.seconds), whole(gigaflops(size, best))] : [absent, absent]),
    best ? times(best.seconds / own.seconds) : absent,
    goalOf(size.goals[precision][instructionSet]),
  ];
}

/** Goals are set for some instruction sets alone. */
const goalOf = (ratio) => (ratio === undefined ? absent : `≥ ${times(ratio)}`);

/** Every program that took part: a row each, a column per size. */
export function programTable(measured) {
  const names = [...new Set(measured.flatMap(({ rows }) => rows.map(({ name }) => name)))];
  const cell = ({ rows }, name) => {
    const row = rows.find((other) => other.name === name);
    return row ? `${milliseconds(row.seconds)} (${row.rounds})` : absent;
  };
  return table(
    ['ms per step (rounds)', ...measured.map(({ size }) => size.title)],
    names.map((name) => [name, ...measured.map((each) => cell(each, name))]),
  );
}

/** Most memory that each process had. */
export function memoryTable({ size, rows }) {
  return table(
    [`${size.title}, GB at most`, ''],
    rows.map(({ name, bytes }) => [name, gigabytes(bytes)]),
  );
}

/** Where Reprise's time goes: a row per kernel, a column per size; last what is spent outside of kernels. */
export function kernelTable(measured) {
  const own = measured.map(({ rows }) => ours(rows));
  const names = [...new Set(own.flatMap(({ kernels }) => Object.keys(kernels)))];
  const most = (name) => Math.max(...own.map(({ kernels, seconds }) => (kernels[name] ?? 0) / seconds));
  names.sort((a, b) => most(b) - most(a));
  const cell = ({ kernels, seconds }, name) =>
    name in kernels ? `${(1000 * kernels[name]).toFixed(1)} (${percent(kernels[name] / seconds)})` : absent;
  return table(
    ['ms per step (share)', ...measured.map(({ size, precision }) => `${size.title} ${precision}`)],
    [
      ...names.map((name) => [`\`${name}\``, ...own.map((row) => cell(row, name))]),
      ['outside of kernels', ...own.map(({ outside }) => percent(outside, 1))],
    ],
  );
}

/** Reprise vs. each way to pad, a row per task and way. */
export function finetuningTable(compared) {
  return table(
    ['task', 'vs.', 'Reprise examples/s', 'fastest variant', 'examples/s', 'ratio'],
    compared.flatMap(({ task, rows }) => {
      const own = ours(rows);
      const ways = [...new Set(rows.map(({ series }) => series))].filter((series) => series !== 'Reprise');
      return ways.map((way) => {
        const best = fastest(rows, way);
        return [task, way, rate(own.rate), best.name, rate(best.rate), times(own.rate / best.rate)];
      });
    }),
  );
}

/** Reprise's examples per second, a row per task. */
export function taskTable(timed) {
  const kinds = ['training', 'training, prefixes repeated', 'evaluation', 'evaluation, prefixes repeated'];
  const cell = (rows, series) => {
    const row = fastest(rows, series);
    return row ? rate(row.rate) : absent;
  };
  return table(
    ['examples/s', ...kinds],
    timed.map(({ task, rows }) => [task, ...kinds.map((kind) => cell(rows, kind))]),
  );
}

export function sizeLines(sizes) {
  return sizes.map((size) => `- **${size.title}**: ${describe(size)}.`).join('\n');
}
