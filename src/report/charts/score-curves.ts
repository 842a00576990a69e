/** Zero-shot scores by step of pre-training (Radford et al. 2018, Figure 2, right): a panel for each column of the table. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { ScoreCurve, ScorePoint } from '../../results/score-curves.js';
import { METRICS } from '../../statistics/metrics.js';
import { columnName } from '../words/columns.js';
import { lossLabel } from '../words/curves.js';
import { grouped, percent } from '../words/numbers.js';
import type { DrawChart, LegendItem, Panel } from './chart.js';
import { WIDTH } from './chart.js';
import { BASE_OPTIONS, linearAxis, panelTitle, stepAxis } from './options.js';
import { faint, MUTED, seriesStyle } from './palette.js';
import type { SeriesStyle } from './palette.js';

const HEIGHT = 260;
const IN_A_ROW = 3;
const CHANCE: SeriesStyle = { colour: MUTED, dash: [2, 3], marker: 'rect' };

type Styles = ReadonlyMap<string, SeriesStyle>;
type Dataset = ChartDataset<'line', { x: number; y: number }[]>;

export const scoreCurves: DrawChart = ({ scoreCurves: curves }) => {
  if (curves.length === 0)
    return { reason: 'no weights were evaluated that a pre-training kept on its way.' };
  const names = [...new Set(curves.map(lossLabel))];
  const styles: Styles = new Map(names.map((name, index) => [name, seriesStyle(index)]));
  const columns = [...new Set(curves.map(({ column }) => columnName(column)))];
  const width = WIDTH / Math.min(columns.length, IN_A_ROW);
  return {
    title: 'Zero-shot score by pre-training step',
    caption: captionOf(curves),
    alt: altOf(curves),
    legend: legendOf(curves, styles),
    panels: columns.map((name, index) =>
      panelOf(
        curves.filter(({ column }) => columnName(column) === name),
        styles,
        { x: (index % IN_A_ROW) * width, y: Math.floor(index / IN_A_ROW) * HEIGHT, width },
      ),
    ),
  };
};

const hasBands = (curves: readonly ScoreCurve[]): boolean =>
  curves.some(({ points }) => points.some(({ n }) => n > 1));

const captionOf = (curves: readonly ScoreCurve[]): string =>
  [
    'Scores of the language model without fine-tuning, with the weights that its pre-training kept on its way and with its last.',
    hasBands(curves)
      ? 'Lines are means over seeds; bands reach from the lowest to the highest seed.'
      : 'One seed: no band.',
    'Dotted: a class drawn at random. The panels have separate axes; the scores are those of the table, not scaled to the ' +
      'best known ones, as the paper’s Figure 2 scales them.',
  ].join(' ');

function legendOf(curves: readonly ScoreCurve[], styles: Styles): readonly LegendItem[] {
  const lines = [...styles].map(([label, style]): LegendItem => ({ ...style, label, sample: 'line' }));
  const band: LegendItem = {
    colour: MUTED,
    dash: [],
    marker: 'rect',
    label: 'lowest to highest seed',
    sample: 'band',
  };
  return [
    ...lines,
    ...(hasBands(curves) ? [band] : []),
    ...(curves.some(({ chance }) => chance !== null)
      ? [{ ...CHANCE, label: 'at random', sample: 'line' } as const]
      : []),
  ];
}

function panelOf(
  curves: readonly ScoreCurve[],
  styles: Styles,
  place: Pick<Panel, 'x' | 'y' | 'width'>,
): Panel {
  const { column, chance } = curves[0]!;
  const steps = curves.flatMap(({ points }) => points.map(({ step }) => step));
  const config: ChartConfiguration<'line', { x: number; y: number }[]> = {
    type: 'line',
    data: {
      datasets: [
        ...curves.flatMap((curve, index) =>
          datasetsOf(curve.points, {
            style: styles.get(lossLabel(curve)) ?? seriesStyle(index),
            bands: curves.length,
          }),
        ),
        ...(chance === null ? [] : [chanceLine(chance, steps)]),
      ],
    },
    options: {
      ...(BASE_OPTIONS as object),
      plugins: { ...BASE_OPTIONS.plugins, title: panelTitle(column.label) },
      scales: {
        x: { ...stepAxis(), min: 0, max: Math.max(...steps) },
        y: linearAxis(`${METRICS[column.metric].title} (${unitOf(column)})`, (value) => percent(value, 0)),
      },
    },
  };
  return { ...place, height: HEIGHT, config };
}

const unitOf = ({ metric }: ScoreCurve['column']): string => (METRICS[metric].least < 0 ? '× 100' : '%');

function datasetsOf(
  points: readonly ScorePoint[],
  { style: { colour, dash }, bands }: { style: SeriesStyle; bands: number },
): Dataset[] {
  const line = (of: 'mean' | 'low' | 'high'): { x: number; y: number }[] =>
    points.map((point) => ({ x: point.step, y: point[of] }));
  return [
    {
      data: line('mean'),
      borderColor: colour,
      borderWidth: 1.75,
      // Above what is solid, which would hide it where curves coincide.
      order: dash.length === 0 ? 1 : 0,
      borderDash: [...dash],
      pointRadius: 2,
      pointBackgroundColor: colour,
      pointBorderWidth: 0,
    },
    {
      data: line('high'),
      order: 2,
      borderWidth: 0,
      pointRadius: 0,
      fill: '+1',
      backgroundColor: faint(colour, bands),
    },
    { data: line('low'), order: 2, borderWidth: 0, pointRadius: 0 },
  ];
}

const chanceLine = (chance: number, steps: readonly number[]): Dataset => ({
  data: [0, Math.max(...steps)].map((x) => ({ x, y: chance })),
  order: 3,
  borderColor: CHANCE.colour,
  borderDash: [...CHANCE.dash],
  borderWidth: 1.25,
  pointRadius: 0,
});

function altOf(curves: readonly ScoreCurve[]): string {
  const told = curves.map((curve) => {
    const [first, last] = [curve.points[0]!, curve.points.at(-1)!];
    const name = `${columnName(curve.column)}, ${lossLabel(curve)}`;
    return `${name}: ${percent(first.mean)} at step ${grouped(first.step)}, ${percent(last.mean)} at step ${grouped(last.step)}`;
  });
  return `Zero-shot score by pre-training step. ${told.join('; ')}.`;
}
