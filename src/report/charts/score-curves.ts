/** Zero-shot scores by step of pre-training (Radford et al. 2018, Figure 2, right): a panel for each column of the table. */
import type { ChartConfiguration } from 'chart.js';
import type { ScoreCurve } from '../../results/score-curves.js';
import { METRICS } from '../../statistics/metrics.js';
import { columnName } from '../words/columns.js';
import { lossLabel } from '../words/curves.js';
import { grouped, percent } from '../words/numbers.js';
import { bandedLine, bandLegend, bandText } from './bands.js';
import type { LineDataset } from './bands.js';
import type { DrawChart, LegendItem, Panel } from './chart.js';
import { WIDTH } from './chart.js';
import { BASE_OPTIONS, linearAxis, panelTitle, stepAxis } from './options.js';
import { MUTED, seriesStyle } from './palette.js';
import type { SeriesStyle } from './palette.js';

const HEIGHT = 260;
const IN_A_ROW = 3;
const CHANCE: SeriesStyle = { colour: MUTED, dash: [2, 3], marker: 'rect' };

type Styles = ReadonlyMap<string, SeriesStyle>;

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

const captionOf = (curves: readonly ScoreCurve[]): string =>
  [
    'Scores of the language model without fine-tuning, with the weights that its pre-training kept on its way and with its last.',
    bandText(curves),
    'Dotted: a class drawn at random. The panels have separate axes; the scores are those of the table, not scaled to the ' +
      'best known ones, as the paper’s Figure 2 scales them.',
  ].join(' ');

const legendOf = (curves: readonly ScoreCurve[], styles: Styles): readonly LegendItem[] => [
  ...[...styles].map(([label, style]): LegendItem => ({ ...style, label, sample: 'line' })),
  ...bandLegend(curves),
  ...(curves.some(({ chance }) => chance !== null)
    ? [{ ...CHANCE, label: 'at random', sample: 'line' } as const]
    : []),
];

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
          bandedLine(curve.points, styles.get(lossLabel(curve)) ?? seriesStyle(index), {
            curves: curves.length,
            pointRadius: 2,
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
        // Room below and above, so that the line of chance is not hidden by an edge.
        y: {
          ...linearAxis(`${METRICS[column.metric].title} (${unitOf(column)})`, (value) => percent(value, 0)),
          grace: '8%',
        },
      },
    },
  };
  return { ...place, height: HEIGHT, config };
}

const unitOf = ({ metric }: ScoreCurve['column']): string => (METRICS[metric].least < 0 ? '× 100' : '%');

const chanceLine = (chance: number, steps: readonly number[]): LineDataset => ({
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
