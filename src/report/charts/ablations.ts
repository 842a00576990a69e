/** What each level changes against its reference, a panel a column: means with 95 % intervals about a zero line. */
import type { ChartConfiguration } from 'chart.js';
import type { Ablation, Delta } from '../model.js';
import { signedPercent } from '../tables/numbers.js';
import { roundedUp, tick } from './axes.js';
import type { DrawChart, Panel } from './chart.js';
import { errorBars, referenceLines, rowRules } from './error-bars.js';
import { axisTitle, BASE_OPTIONS, linearAxis, panelTitle } from './options.js';
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
  if (rows.length === 0) return { reason: 'No factor varies.' };
  const deltas = rows.flatMap((row) => row.deltas);
  if (deltas.every(({ mean }) => mean === null))
    return { reason: 'No level and its reference have a common seed yet.' };
  const columns = meanFirst(rows[0].deltas.length);
  const places = rowPlaces(
    rows.map(({ name }) => name),
    columns.length,
  );
  const limit = limitOf(deltas);
  return {
    title: 'Differences by factor, in percentage points',
    caption:
      'Level minus reference, paired by seed: left of the line is worse than the reference, right is better. ' +
      (deltas.some(({ interval }) => interval !== null)
        ? 'Lines with caps are 95 % intervals; filled points differ after correction for all comparisons, hollow ones do not.'
        : 'With one seed there are no intervals and no tests.'),
    alt: altOf(rows),
    legend: [],
    panels: columns.map((column, index) => panelOf(rows, { column, place: places[index], limit })),
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
    name: label === 'variant' ? level : `${label} ${level} (not ${reference})`,
    deltas,
  }));

/** Half the width of all panels, so that they can be compared. */
function limitOf(deltas: readonly Delta[]): number {
  const ends = deltas.flatMap(({ mean, interval }) => [mean ?? 0, interval?.low ?? 0, interval?.high ?? 0]);
  return roundedUp(100 * Math.max(0.005, ...ends.map(Math.abs)));
}

function panelOf(
  rows: readonly Row[],
  { column, place, limit }: { column: number; place: Place; limit: number },
): Panel {
  const { x, y, width, height } = place;
  return {
    x,
    y,
    width,
    height,
    config: configOf(
      rows.map(({ deltas }) => deltas[column]),
      { rows, place, limit },
    ),
  };
}

function configOf(
  deltas: readonly Delta[],
  { rows, place, limit }: { rows: readonly Row[]; place: Place; limit: number },
): ChartConfiguration {
  const title = deltas[0].column === 'mean' ? 'mean over tasks' : deltas[0].column;
  const axis = linearAxis(null, (value) => (value > 0 ? `+${tick(value)}` : tick(value)));
  const bounds = deltas.map(({ interval }) =>
    interval === null ? null : { low: 100 * interval.low, high: 100 * interval.high },
  );
  return {
    type: 'line',
    data: {
      labels: place.names.map((lines) => [...lines]),
      datasets: [
        {
          ...{
            data: deltas.map(({ mean }) => (mean === null ? null : 100 * mean)),
            showLine: false,
            clip: false,
          },
          ...{ pointRadius: 4.5, pointBorderWidth: 1.75, pointBorderColor: BLUE },
          pointBackgroundColor: deltas.map(({ differs }) => (differs ? BLUE : PAPER)),
        },
      ],
    },
    options: {
      ...BASE_OPTIONS,
      indexAxis: 'y',
      plugins: { ...BASE_OPTIONS.plugins, title: panelTitle(title) },
      scales: {
        x: { ...axis, min: -limit, max: limit, title: axisTitle('points') },
        y: rowAxis(place),
      },
    },
    plugins: [
      rowRules(rows.flatMap(({ factor }, row) => (row > 0 && factor !== rows[row - 1].factor ? [row] : []))),
      referencesBelow,
      errorBars('x', [bounds], [BLUE]),
    ],
  } as ChartConfiguration;
}

/** The zero line, below the points. */
const referencesBelow = (() => {
  const { afterDatasetsDraw, ...rest } = referenceLines([{ value: 0, dash: [], colour: INK, row: null }]);
  return { ...rest, beforeDatasetsDraw: afterDatasetsDraw };
})();

function altOf(rows: readonly Row[]): string {
  const told = rows.map(({ name, deltas }) => {
    const mean = deltas.at(-1)?.mean ?? null;
    return `${name}: ${mean === null ? 'absent' : signedPercent(mean)}`;
  });
  return `Differences with intervals about a zero line. Mean over tasks, in points: ${told.join('; ')}. The table of differences has all.`;
}
