/** Mean score against the cost of a trial: FLOPs by formula beside time as measured. */
import { formatCount, formatSeconds } from '../../amounts.js';
import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import type { CostPoint } from '../../results/costs.js';
import { scoreUnit } from '../words/columns.js';
import { percent } from '../words/numbers.js';
import { flopUnit, roundedUp, tick, timeUnit } from './axes.js';
import type { Unit } from './axes.js';
import type { DrawChart, Panel } from './chart.js';
import { WIDTH } from './chart.js';
import { errorBars, inPercent } from './error-bars.js';
import { BASE_OPTIONS, linearAxis, panelTitle } from './options.js';
import { seriesStyle } from './palette.js';
import type { SeriesStyle } from './palette.js';

/** A variant whose score and costs are known. */
interface Known {
  readonly variant: string;
  readonly score: CostPoint['score'] & { readonly mean: number };
  readonly flops: number;
  readonly seconds: number;
  readonly style: SeriesStyle;
}

const HEIGHT = 310;

export const costs: DrawChart = ({ costs: points, table }) => {
  const known = points.flatMap(knownOf);
  if (known.length === 0)
    return { reason: 'no variant has both a mean over all tasks and a complete trial yet.' };
  const width = WIDTH / 2;
  const unit = `mean score (${scoreUnit(table.columns)})`;
  const left = points.length - known.length;
  return {
    title: 'Mean score over tasks vs. cost of a trial',
    caption:
      'Higher and further left is better. ' +
      (known.some(({ score }) => inPercent(score.interval) !== null)
        ? 'Error bars: 95 % confidence intervals over seeds. '
        : '') +
      'FLOPs follow from formulas; ' +
      'time was measured and depends on the machine and its load. Points of nearly equal cost are shifted ' +
      `apart horizontally; the table has their values.${left === 0 ? '' : ` ${left} of ${points.length} variants lack a score or a cost and are left out.`}`,
    alt: altOf(known),
    legend: known.map(({ variant, style }) => ({ ...style, label: variant, sample: 'marker' })),
    panels: [
      panelOf(known, { x: 0, width, unit, of: 'flops', title: 'FLOPs per trial', unitOf: flopUnit }),
      panelOf(known, { x: width, width, unit, of: 'seconds', title: 'Time per trial', unitOf: timeUnit }),
    ],
  };
};

function knownOf({ variant, score, seconds, flops }: CostPoint, index: number): Known[] {
  const { mean } = score;
  if (mean === null || seconds === null || flops === null) return [];
  return [{ variant, score: { ...score, mean }, seconds, flops, style: seriesStyle(index) }];
}

interface Axis {
  readonly x: number;
  readonly width: number;
  readonly of: 'flops' | 'seconds';
  readonly title: string;
  /** What stands at the axis of scores. */
  readonly unit: string;
  readonly unitOf: (largest: number) => Unit;
}

function panelOf(known: readonly Known[], { x, width, of, title, unit: scoreTitle, unitOf }: Axis): Panel {
  const unit = unitOf(Math.max(...known.map((point) => point[of])));
  const values = known.map((point) => point[of] / unit.size);
  const [least, most] = rangeOf(values);
  const placed = movedApart(values, (most - least) / Math.max(40, 7 * known.length));
  const config: ChartConfiguration<'scatter'> = {
    type: 'scatter',
    data: { datasets: known.map((point, index) => pointOf(point, placed[index]!)) },
    options: {
      ...(BASE_OPTIONS as object),
      plugins: { ...BASE_OPTIONS.plugins, title: panelTitle(title) },
      scales: {
        x: { ...linearAxis(unit.name, tick), min: least, max: most },
        y: { ...linearAxis(scoreTitle, tick), ...scoreRange(known) },
      },
    },
    plugins: [intervalsOf(known)],
  };
  return { x, y: 0, width, height: HEIGHT, config: config };
}

const pointOf = ({ score, style }: Known, x: number): ChartDataset<'scatter'> => ({
  data: [{ x, y: 100 * score.mean }],
  pointStyle: style.marker,
  pointRadius: 5,
  clip: false,
  pointBackgroundColor: style.colour,
  pointBorderColor: style.colour,
});

const intervalsOf = (known: readonly Known[]): Plugin =>
  errorBars(
    'y',
    known.map(({ score }) => [inPercent(score.interval)]),
    known.map(({ style }) => style.colour),
  );

/** From zero: costs are compared as ratios. */
const rangeOf = (values: readonly number[]): [number, number] => [
  0,
  roundedUp(1.05 * Math.max(...values, 1e-9)),
];

/** With a margin, so that no marker lies on the frame. */
function scoreRange(known: readonly Known[]): { suggestedMin: number; suggestedMax: number } {
  const ends = known.flatMap(({ score: { mean, interval } }) => [
    mean,
    interval?.low ?? mean,
    interval?.high ?? mean,
  ]);
  const [low, high] = [100 * Math.min(...ends), 100 * Math.max(...ends)];
  const margin = Math.max(0.5, 0.06 * (high - low));
  return { suggestedMin: low - margin, suggestedMax: high + margin };
}

/** Pushes neighbours apart that are closer than `step`, both by as much, until none is. */
function movedApart(values: readonly number[], step: number): readonly number[] {
  const placed = [...values];
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]! || a - b);
  for (let sweep = 0; sweep < 200; sweep++)
    for (let rank = 1; rank < order.length; rank++) {
      const left = order[rank - 1]!;
      const right = order[rank]!;
      const lacking = Math.max(0, step - (placed[right]! - placed[left]!));
      placed[left] = placed[left]! - lacking / 2;
      placed[right] = placed[right]! + lacking / 2;
    }
  return placed;
}

function altOf(known: readonly Known[]): string {
  const told = known.map(
    ({ variant, score, flops, seconds }) =>
      `${variant}: ${percent(score.mean)} for ${formatCount(flops, 'FLOP')} and ${formatSeconds(seconds)}`,
  );
  return `Mean score vs. cost. ${told.join('; ')}.`;
}
