/** Scores of all variants, a panel a task: bars with intervals; baselines and the published figure as reference marks. */
import type { ChartConfiguration } from 'chart.js';
import type { Cell, Column, MainTable, RowRole, TableRow } from '../model.js';
import { percent } from '../tables/numbers.js';
import type { DrawChart, Panel } from './chart.js';
import { errorBars, referenceLines, ROW_TEXT_WIDTH, rowRules, rowTexts } from './error-bars.js';
import { BASE_OPTIONS, linearAxis, panelTitle } from './options.js';
import { BLUE, COLOURS, SKY } from './palette.js';
import { rowAxis, rowPlaces } from './rows.js';
import type { Place } from './rows.js';

/** Dashes, markers and colours of what is no variant. */
const REFERENCES = [
  { dash: [6, 3], marker: 'rectRot', colour: COLOURS.vermilion.light },
  { dash: [2, 2], marker: 'triangle', colour: COLOURS.amber.light },
] as const;
const PUBLISHED = { dash: [9, 3, 2, 3], marker: 'rect', colour: COLOURS.purple.light } as const;

export const scores: DrawChart = ({ table }) => {
  const rows = inOrder(table);
  if (!rows.some(({ role, cells }) => role === 'variant' && cells.some(({ mean }) => mean !== null)))
    return { reason: 'No variant has been evaluated yet.' };
  const places = rowPlaces(rows.map(nameOf), table.columns.length);
  return {
    title: 'Scores by task, in percent',
    caption:
      'Bars are means over seeds, lines with caps their 95 % intervals (of a single run: over its examples), numbers at ' +
      'the right the means. “–”: absent.' +
      referencesText(rows),
    alt: altOf(table),
    legend: [],
    panels: table.columns.map((column, index) => panelOf(rows, { column, index, place: places[index] })),
  };
};

/** Without what the paper's row says of itself in brackets, which the caption says. */
const nameOf = ({ role, label }: TableRow): string => (role === 'published' ? label.split(' (')[0] : label);

function referencesText(rows: readonly TableRow[]): string {
  const names = rows.filter(({ role }) => role !== 'variant').map(({ label }) => label);
  return names.length === 0 ? '' : ` Below the bars, each carried up by a broken line: ${names.join('; ')}.`;
}

const ROLES: readonly RowRole[] = ['variant', 'baseline', 'published'];

const inOrder = ({ rows }: MainTable): readonly TableRow[] =>
  ROLES.flatMap((role) => rows.filter((row) => row.role === role));

function panelOf(
  rows: readonly TableRow[],
  { column, index, place }: { column: Column; index: number; place: Place },
): Panel {
  const cells = rows.map((row) => row.cells[index]);
  const { x, y, width, height } = place;
  return { x, y, width, height, config: configOf(rows, { cells, column, place }) };
}

function configOf(
  rows: readonly TableRow[],
  { cells, column, place }: { cells: readonly Cell[]; column: Column; place: Place },
): ChartConfiguration {
  const isVariant = rows.map(({ role }) => role === 'variant');
  const styles = rows.map(styleOf);
  const values = (variants: boolean): (number | null)[] =>
    cells.map(({ mean }, row) => (isVariant[row] === variants && mean !== null ? 100 * mean : null));
  return {
    type: 'bar',
    data: {
      labels: place.names.map((lines) => [...lines]),
      datasets: [
        {
          data: values(true),
          backgroundColor: SKY,
          borderColor: BLUE,
          borderWidth: 1,
          barPercentage: 0.8,
          maxBarThickness: 18,
          categoryPercentage: 0.9,
        },
        {
          ...{ type: 'line', data: values(false), showLine: false, pointRadius: 5, clip: false },
          pointStyle: styles.map(({ marker }) => marker),
          pointBackgroundColor: styles.map(({ colour }) => colour),
          pointBorderColor: styles.map(({ colour }) => colour),
        },
      ],
    },
    options: {
      ...BASE_OPTIONS,
      indexAxis: 'y',
      layout: { padding: { left: 2, right: ROW_TEXT_WIDTH, top: 0, bottom: 2 } },
      plugins: {
        ...BASE_OPTIONS.plugins,
        title: panelTitle([column.label, `${column.metric} ${column.direction}`]),
      },
      scales: { x: { ...linearAxis(null, (value) => `${value}`), min: 0, max: 100 }, y: rowAxis(place) },
    },
    plugins: [
      rowRules(rows.flatMap(({ role }, row) => (row > 0 && role !== rows[row - 1].role ? [row] : []))),
      referenceLines(
        cells.flatMap(({ mean }, row) =>
          isVariant[row] || mean === null ? [] : [{ ...styles[row], value: 100 * mean, row }],
        ),
      ),
      errorBars(
        'x',
        [true, false].map((variants) =>
          cells.map((cell, row) => (isVariant[row] === variants ? boundsOf(cell) : null)),
        ),
      ),
      rowTexts(cells.map(({ mean }) => (mean === null ? '–' : percent(mean)))),
    ],
  };
}

function styleOf(
  { role }: TableRow,
  index: number,
  rows: readonly TableRow[],
): (typeof REFERENCES)[number] | typeof PUBLISHED {
  if (role === 'published') return PUBLISHED;
  const rank = rows.slice(0, index).filter((row) => row.role === 'baseline').length;
  return REFERENCES[rank % REFERENCES.length];
}

const boundsOf = ({ interval }: Cell): { low: number; high: number } | null =>
  interval === null ? null : { low: 100 * interval.low, high: 100 * interval.high };

/** The highest of each task, as a listener would want it. */
function altOf({ columns, rows }: MainTable): string {
  const variants = rows.filter(({ role }) => role === 'variant');
  const highest = columns.flatMap(({ label }, index) => {
    const means = variants.map(({ cells }) => cells[index].mean ?? -1);
    const top = Math.max(...means);
    return top < 0 ? [] : [`${label}: ${percent(top)} by ${variants[means.indexOf(top)].label}`];
  });
  return `Bars of the scores of ${variants.length} variants on ${columns.length} columns. Highest means: ${highest.join('; ')}. The table of scores has all.`;
}
