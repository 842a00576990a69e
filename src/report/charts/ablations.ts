/** What each level changes against its reference, a panel a column: means with 95 % intervals about a zero line. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { Ablation, Delta } from '../../results/comparisons.js';
import { MEAN } from '../../results/means.js';
import { NO_COMMON_SEED, NO_COMMON_TASKS } from '../words/absences.js';
import { differenceUnit } from '../words/columns.js';
import { signedPercent } from '../words/numbers.js';
import { roundedUp, tick } from './axes.js';
import type { DrawChart, Panel } from './chart.js';
import { changes, errorBars, inPercent, referenceLines, rowRules } from './error-bars.js';
import { BASE_OPTIONS, linearAxis, panelTitle } from './options.js';
import { BLUE, INK, PAPER } from './palette.js';
import { rowAxis, rowPlaces } from './rows.js';
import type { Place } from './rows.js';

interface Row {
  readonly factor: string;
  readonly name: string;
  readonly deltas: readonly Delta[];
}

export const ablations: DrawChart = (report) => {
  const rows = report.ablations.flatMap(rowsOf);
  if (rows.length === 0) return { reason: 'no factor varies.' };
  const deltas = rows.flatMap((row) => row.deltas);
  if (deltas.every(({ mean }) => mean === null))
    return { reason: 'no level and its reference have a common seed yet.' };
  const columns = meanFirst(rows[0]?.deltas.length ?? 0);
  const places = rowPlaces(
    rows.map(({ name }) => name),
    columns.length,
  );
  const limit = limitOf(deltas);
  return {
    title: `Differences from the reference, in ${differenceUnit(report.table.columns)}`,
    caption:
      'Level minus reference, paired by seed and example: left of the line is worse than the reference, right is better. ' +
      (deltas.some(({ interval }) => interval !== null)
        ? 'Error bars: 95 % confidence intervals. Filled points are significant after Holm correction over all comparisons, hollow ones are not.'
        : 'The noise cannot be estimated.') +
      emptyText(rows),
    alt: altOf(rows),
    legend: [],
    panels: columns.map((column, index) => panelOf(rows, { column, place: places[index]!, limit })),
  };
};

/** The mean over tasks is last in the data and first on the page. */
const meanFirst = (count: number): readonly number[] => [
  count - 1,
  ...Array.from({ length: count - 1 }, (_, index) => index),
];

const rowsOf = ({ factor, label, reference, levels }: Ablation): readonly Row[] =>
  levels.map(({ level, deltas }) => ({
    factor,
    name: label === 'variant' ? level : `${label}: ${level} vs. ${reference ?? 'mean'}`,
    deltas,
  }));

/** Why panels are empty. */
function emptyText(rows: readonly Row[]): string {
  const all = rows.flatMap(({ deltas }) => deltas);
  const known = new Set(all.flatMap(({ column, mean }) => (mean === null ? [] : [column])));
  const empty = new Set(all.flatMap(({ column }) => (known.has(column) ? [] : [column])));
  return [...empty]
    .map((column) =>
      column === MEAN
        ? ` Mean over tasks: absent, ${NO_COMMON_TASKS}.`
        : ` ${column}: absent, ${NO_COMMON_SEED}.`,
    )
    .join('');
}

/** Half the width of all panels, so that they can be compared. */
function limitOf(deltas: readonly Delta[]): number {
  const ends = deltas.flatMap(({ mean, interval }) => [mean ?? 0, interval?.low ?? 0, interval?.high ?? 0]);
  return roundedUp(100 * Math.max(0.005, ...ends.map(Math.abs)));
}

function panelOf(
  rows: readonly Row[],
  { column, place, limit }: { column: number; place: Place; limit: number },
): Panel {
  const deltas = rows.map((row) => row.deltas[column]!);
  const { x, y, width, height, names } = place;
  const axis = linearAxis('points', (value) => (value > 0 ? `+${tick(value)}` : tick(value)));
  const config: ChartConfiguration<'line', (number | null)[]> = {
    type: 'line',
    data: { labels: names.map((lines) => [...lines]), datasets: [pointsOf(deltas)] },
    options: {
      ...(BASE_OPTIONS as object),
      indexAxis: 'y',
      plugins: { ...BASE_OPTIONS.plugins, title: panelTitle(titleOf(deltas[0]!)) },
      scales: { x: { ...axis, min: -limit, max: limit }, y: rowAxis(place) },
    },
    plugins: [
      rowRules(changes(rows.map(({ factor }) => factor))),
      zeroLine,
      errorBars('x', [deltas.map(({ interval }) => inPercent(interval))], [BLUE]),
    ],
  };
  return { x, y, width, height, config: config };
}

const titleOf = ({ column }: Delta): string => (column === MEAN ? 'mean over tasks' : column);

const pointsOf = (deltas: readonly Delta[]): ChartDataset<'line', (number | null)[]> => ({
  data: deltas.map(({ mean }) => (mean === null ? null : 100 * mean)),
  showLine: false,
  clip: false,
  pointRadius: 4.5,
  pointBorderWidth: 1.75,
  pointBorderColor: BLUE,
  pointBackgroundColor: deltas.map(({ differs }) => (differs ? BLUE : PAPER)),
});

const zeroLine = referenceLines([{ value: 0, dash: [], colour: INK, row: null }], 'below');

function altOf(rows: readonly Row[]): string {
  const told = rows.map(({ name, deltas }) => {
    const mean = deltas.at(-1)?.mean ?? null;
    return `${name}: ${mean === null ? 'absent' : signedPercent(mean)}`;
  });
  return `Differences with intervals about a zero line. Mean over tasks, in points: ${told.join('; ')}. The table of differences has all.`;
}
