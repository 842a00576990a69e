/** Scores of all variants, a panel a task: bars with intervals; non-neural baselines and the published figure as reference marks. */
import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import type { Column } from '../../results/columns.js';
import type { RowRole } from '../../results/evaluations.js';
import type { Cell, ScoreTable, TableRow } from '../../results/scores.js';
import { isIdentical } from '../../results/intervals.js';
import { METRICS } from '../../statistics/metrics.js';
import { metricHeading, PUBLISHED_NAME, rowLabel, scoreUnit } from '../words/columns.js';
import { percent } from '../words/numbers.js';
import { tick } from './axes.js';
import type { DrawChart, Panel } from './chart.js';
import {
  changes,
  errorBars,
  inPercent,
  referenceLines,
  ROW_TEXT_WIDTH,
  rowRules,
  rowTexts,
} from './error-bars.js';
import { BASE_OPTIONS, linearAxis, panelTitle } from './options.js';
import { BLUE, COLOURS, SKY } from './palette.js';
import type { SeriesStyle as ReferenceStyle } from './palette.js';
import { rowAxis, rowPlaces } from './rows.js';
import type { Place } from './rows.js';

/** Dashes, markers and colours of what is no variant. */
const REFERENCES: readonly ReferenceStyle[] = [
  { dash: [6, 3], marker: 'rectRot', colour: COLOURS.vermilion.light },
  { dash: [2, 2], marker: 'triangle', colour: COLOURS.amber.light },
];
const PUBLISHED: ReferenceStyle = { dash: [9, 3, 2, 3], marker: 'rect', colour: COLOURS.purple.light };

export const scores: DrawChart = ({ table }) => {
  const rows = inOrder(table);
  if (!rows.some(({ role, cells }) => role === 'variant' && cells.some(({ mean }) => mean !== null)))
    return { reason: 'no variant has been evaluated yet.' };
  const places = rowPlaces(rows.map(nameOf), table.columns.length);
  return {
    title: `Scores by task (${scoreUnit(table.columns)})`,
    caption:
      'Bars: means over seeds, also printed at the right. Error bars: 95 % confidence intervals (of a single run: over its ' +
      'examples). “–”: absent.' +
      (rows.some(({ cells }) => cells.some(({ interval }) => isIdentical(interval)))
        ? ' No error bar: all seeds (of a single run: all draws of its examples) gave the same value.'
        : '') +
      (rows.some(({ cells }) => cells.some(({ diverged }) => diverged.length > 0))
        ? ' “div.”: diverged.'
        : '') +
      referencesText(rows),
    alt: altOf(table),
    legend: [],
    panels: table.columns.map((column, index) => panelOf(rows, { column, index, place: places[index]! })),
  };
};

/** Without what the paper's row says of itself in parentheses, which the caption says. */
const nameOf = (row: TableRow): string => (row.role === 'published' ? PUBLISHED_NAME : row.label);

function referencesText(rows: readonly TableRow[]): string {
  const names = rows.filter(({ role }) => role !== 'variant').map(rowLabel);
  return names.length === 0 ? '' : ` Dashed lines, for comparison: ${names.join('; ')}.`;
}

const ROLES: readonly RowRole[] = ['variant', 'baseline', 'published'];

const inOrder = ({ rows }: ScoreTable): readonly TableRow[] =>
  ROLES.flatMap((role) => rows.filter((row) => row.role === role));

/** A row of one panel. */
interface Row {
  readonly role: RowRole;
  readonly cell: Cell;
  readonly style: ReferenceStyle;
}

function panelOf(
  rows: readonly TableRow[],
  { column, index, place }: { column: Column; index: number; place: Place },
): Panel {
  const own = rows.map((row, rank) => ({
    role: row.role,
    cell: row.cells[index]!,
    style: styleOf(row, rank, rows),
  }));
  const { x, y, width, height, names } = place;
  const config: ChartConfiguration = {
    type: 'bar',
    data: { labels: names.map((lines) => [...lines]), datasets: [barsOf(own), marksOf(own)] },
    options: {
      ...BASE_OPTIONS,
      indexAxis: 'y',
      layout: { padding: { left: 2, right: ROW_TEXT_WIDTH, top: 0, bottom: 2 } },
      plugins: {
        ...BASE_OPTIONS.plugins,
        title: panelTitle([column.label, metricHeading(column)]),
      },
      scales: { x: { ...linearAxis(null, tick), min: lowestOf(own, column), max: 100 }, y: rowAxis(place) },
    },
    plugins: pluginsOf(own),
  };
  return { x, y, width, height, config };
}

/** Round, so that the first tick is. */
const STARTS = [0, 20, 50, 100];

/** Where the axis begins, in percent: 0, or below what is negative of a metric that can be; error bars are cut there. */
function lowestOf(rows: readonly Row[], { metric }: Column): number {
  if (METRICS[metric].least === 0) return 0;
  const least = Math.min(0, ...rows.flatMap(({ cell }) => [cell.mean ?? 0, cell.interval?.low ?? 0]));
  return -(STARTS.find((start) => start >= -100 * least) ?? 100);
}

const isVariant = ({ role }: { role: RowRole }): boolean => role === 'variant';

const meansWhere = (rows: readonly Row[], shown: (row: Row) => boolean): (number | null)[] =>
  rows.map((row) => (shown(row) && row.cell.mean !== null ? 100 * row.cell.mean : null));

const barsOf = (rows: readonly Row[]): ChartDataset<'bar', (number | null)[]> => ({
  data: meansWhere(rows, isVariant),
  backgroundColor: SKY,
  borderColor: BLUE,
  borderWidth: 1,
  barPercentage: 0.8,
  categoryPercentage: 0.9,
  maxBarThickness: 18,
});

function marksOf(rows: readonly Row[]): ChartDataset<'line', (number | null)[]> {
  const colours = rows.map(({ style }) => style.colour);
  return {
    type: 'line',
    data: meansWhere(rows, (row) => !isVariant(row)),
    showLine: false,
    clip: false,
    pointRadius: 5,
    pointStyle: rows.map(({ style }) => style.marker),
    pointBackgroundColor: colours,
    pointBorderColor: colours,
  };
}

function pluginsOf(rows: readonly Row[]): Plugin[] {
  const lines = rows.flatMap(({ role, cell: { mean }, style }, row) =>
    role === 'variant' || mean === null ? [] : [{ ...style, value: 100 * mean, row }],
  );
  const bounds = (ofVariants: boolean) =>
    rows.map((row) => (isVariant(row) === ofVariants ? inPercent(row.cell.interval) : null));
  return [
    rowRules(changes(rows.map(({ role }) => role))),
    referenceLines(lines, 'above'),
    errorBars('x', [bounds(true), bounds(false)]),
    rowTexts(rows.map(({ cell }) => textOf(cell))),
  ];
}

const textOf = ({ mean, diverged }: Cell): string =>
  mean === null ? (diverged.length > 0 ? 'div.' : '–') : percent(mean);

function styleOf({ role }: TableRow, index: number, rows: readonly TableRow[]): ReferenceStyle {
  if (role === 'published') return PUBLISHED;
  const rank = rows.slice(0, index).filter((row) => row.role === 'baseline').length;
  return REFERENCES[rank % REFERENCES.length]!;
}

/** The highest of each task, as a listener would want it. */
function altOf({ columns, rows }: ScoreTable): string {
  const variants = rows.filter(({ role }) => role === 'variant');
  const highest = columns.flatMap(({ label }, index) => {
    const means = variants.map(({ cells }) => cells[index]?.mean ?? -Infinity);
    const top = Math.max(...means);
    const best = variants[means.indexOf(top)];
    return best === undefined || top === -Infinity ? [] : [`${label}: ${percent(top)} by ${best.label}`];
  });
  return `Bars of the scores of ${variants.length} variants on ${columns.length} columns. Highest means: ${highest.join('; ')}. The table of scores has all.`;
}
