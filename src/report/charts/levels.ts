/** Scores over the levels of factors that are numbers, a panel a column: means with 95 % intervals, joined by lines. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { LevelCurve, LevelCurves, LevelPoint } from '../../results/level-curves.js';
import { MEAN } from '../../results/means.js';
import { scoreUnit } from '../words/columns.js';
import { grouped, percent } from '../words/numbers.js';
import { tick } from './axes.js';
import type { DrawChart, Panel } from './chart.js';
import { WIDTH } from './chart.js';
import { errorBars, inPercent } from './error-bars.js';
import { BASE_OPTIONS, linearAxis, logarithmicAxis, panelTitle } from './options.js';
import { seriesStyle } from './palette.js';

const HEIGHT = 215;
const ACROSS = 3;

export const levels: DrawChart = ({ levels: factors, table }) => {
  if (factors.length === 0) return { reason: 'no factor has three levels that are numbers.' };
  if (!factors.some(({ curves }) => curves.some(({ points }) => points.some(isDrawn))))
    return { reason: 'no variant has been evaluated yet.' };
  const names = [...new Set(factors.flatMap(({ curves }) => curves.map(({ name }) => name)))];
  const blocks = factors.map((factor, index) => ({ factor, line: linesBefore(factors, index) }));
  return {
    title: `Scores by level (${scoreUnit(table.columns)})`,
    caption: captionOf(factors),
    alt: altOf(factors),
    legend: names.map((label, index) => ({ ...seriesStyle(index), label, sample: 'line' })),
    panels: blocks.flatMap(({ factor, line }) =>
      shownColumns(factor).map((column, place) =>
        panelOf(factor, { column, names, ...placeOf(place, line) }),
      ),
    ),
  };
};

const isDrawn = (points: readonly LevelPoint[]): boolean => points.some(({ score }) => score.mean !== null);

/** The mean over tasks is last in the data and first on the page. */
const meanFirst = ({ columns }: LevelCurves): readonly number[] => [
  columns.length - 1,
  ...Array.from({ length: columns.length - 1 }, (_, index) => index),
];

/** A column without any score, such as a split that the data lacks, has no panel. */
const shownColumns = (factor: LevelCurves): readonly number[] =>
  meanFirst(factor).filter((column) => factor.curves.some(({ points }) => isDrawn(points[column] ?? [])));

const linesBefore = (factors: readonly LevelCurves[], index: number): number =>
  factors
    .slice(0, index)
    .reduce((lines, factor) => lines + Math.ceil(shownColumns(factor).length / ACROSS), 0);

const placeOf = (place: number, line: number): Pick<Panel, 'x' | 'y'> => ({
  x: Math.floor(((place % ACROSS) * WIDTH) / ACROSS),
  y: (line + Math.floor(place / ACROSS)) * HEIGHT,
});

function captionOf(factors: readonly LevelCurves[]): string {
  const logarithmic = factors.filter(isLogarithmic).map(({ label }) => label);
  const hasBars = factors.some(({ curves }) =>
    curves.some(({ points }) => points.flat().some(({ score }) => inPercent(score.interval) !== null)),
  );
  return [
    'Points: means over seeds, at the number that their level is or comes to; the mean over tasks at the mean of the tasks’ numbers.',
    ...(hasBars ? ['Error bars: 95 % confidence intervals (of a single run: over its examples).'] : []),
    ...(logarithmic.length === 0 ? [] : [`The axis of ${logarithmic.join(' and ')} is logarithmic.`]),
    'Panels have separate axes of scores.',
  ].join(' ');
}

const placesOf = ({ curves }: LevelCurves): readonly number[] =>
  curves.flatMap(({ points }) => points.flat().map(({ at }) => at));

/** Levels that span a decade or more, and none of them 0. */
function isLogarithmic(factor: LevelCurves): boolean {
  const places = placesOf(factor);
  return Math.min(...places) > 0 && Math.max(...places) >= 10 * Math.min(...places);
}

interface Shown extends Pick<Panel, 'x' | 'y'> {
  readonly column: number;
  /** Of all curves of the figure, for their styles. */
  readonly names: readonly string[];
}

type Dataset = ChartDataset<'line', { x: number; y: number }[]>;

function panelOf(factor: LevelCurves, { column, names, x, y }: Shown): Panel {
  const styles = factor.curves.map(({ name }) => seriesStyle(names.indexOf(name)));
  const drawn = factor.curves.map(({ points }) =>
    (points[column] ?? []).filter(({ score }) => score.mean !== null),
  );
  const title = factor.columns[column] ?? '';
  const axis = linearAxis(factor.label, (value) => (Number.isInteger(value) ? grouped(value) : tick(value)));
  const config: ChartConfiguration<'line', { x: number; y: number }[]> = {
    type: 'line',
    data: { datasets: drawn.map((points, index) => datasetOf(points, styles[index]!)) },
    options: {
      ...(BASE_OPTIONS as object),
      plugins: { ...BASE_OPTIONS.plugins, title: panelTitle(title === MEAN ? 'mean over tasks' : title) },
      scales: {
        x: isLogarithmic(factor) ? logarithmicAxis(axis, placesOf(factor)) : { ...axis, ...rangeOf(factor) },
        y: { ...linearAxis(null, tick), ...scoreRange(drawn.flat()) },
      },
    },
    plugins: [
      errorBars(
        'y',
        drawn.map((points) => points.map(({ score }) => inPercent(score.interval))),
        styles.map(({ colour }) => colour),
      ),
    ],
  };
  return { x, y, width: Math.floor(WIDTH / ACROSS), height: HEIGHT, config };
}

const rangeOf = (factor: LevelCurves): { min: number; max: number } => ({
  min: Math.min(...placesOf(factor)),
  max: Math.max(...placesOf(factor)),
});

const datasetOf = (points: readonly LevelPoint[], style: ReturnType<typeof seriesStyle>): Dataset => ({
  data: points.map(({ at, score }) => ({ x: at, y: 100 * (score.mean ?? NaN) })),
  borderColor: style.colour,
  borderWidth: 1.75,
  borderDash: [...style.dash],
  clip: false,
  pointStyle: style.marker,
  pointRadius: 3.5,
  pointBackgroundColor: style.colour,
  pointBorderColor: style.colour,
});

/** With a margin, so that no marker lies on the frame. */
function scoreRange(points: readonly LevelPoint[]): { suggestedMin?: number; suggestedMax?: number } {
  const ends = points.flatMap(({ score: { mean, interval } }) =>
    [mean, interval?.low ?? null, interval?.high ?? null].filter((end) => end !== null),
  );
  if (ends.length === 0) return {};
  const [low, high] = [100 * Math.min(...ends), 100 * Math.max(...ends)];
  const margin = Math.max(0.5, 0.06 * (high - low));
  return { suggestedMin: low - margin, suggestedMax: high + margin };
}

function altOf(factors: readonly LevelCurves[]): string {
  const told = factors.flatMap(({ label, curves }) =>
    curves.map((curve) => `${curve.name === label ? label : `${label}, ${curve.name}`}: ${meansOf(curve)}`),
  );
  return `Lines of scores over levels. Mean over tasks: ${told.join('; ')}. The table of scores has all.`;
}

const meansOf = ({ points }: LevelCurve): string =>
  (points.at(-1) ?? [])
    .map(({ at, score }) => `${score.mean === null ? 'absent' : percent(score.mean)} at ${tick(at)}`)
    .join(', ');
