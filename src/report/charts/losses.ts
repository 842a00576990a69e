/** Pre-training loss by step, training beside held-out: means over seeds, with a band from the lowest to the highest. */
import type { ChartConfiguration } from 'chart.js';
import { mean } from '../../statistics/moments.js';
import type { LossCurve } from '../../results/curves.js';
import type { StepSpread } from '../../results/spread.js';
import { lossLabel } from '../words/curves.js';
import { fixed, grouped } from '../words/numbers.js';
import { tick } from './axes.js';
import { bandedLine, bandLegend, bandText } from './bands.js';
import type { DrawChart, LegendItem, Panel } from './chart.js';
import { WIDTH } from './chart.js';
import { BASE_OPTIONS, linearAxis, logarithmicAxis, panelTitle, stepAxis } from './options.js';
import { seriesStyle } from './palette.js';
import type { SeriesStyle } from './palette.js';

const HEIGHT = 300;

/** Points that are drawn as such, at most. */
const FEW = 12;
const SPLITS = { train: 'Training', heldout: 'Held-out' } as const;
type Split = keyof typeof SPLITS;
type Styles = ReadonlyMap<string, SeriesStyle>;

export const losses: DrawChart = ({ losses: curves }) => {
  if (curves.length === 0) return { reason: 'no pre-training is done.' };
  const names = [...new Set(curves.map(lossLabel))];
  const styles: Styles = new Map(names.map((name, index) => [name, seriesStyle(index)]));
  const splits = (['train', 'heldout'] as const).filter((split) =>
    curves.some((curve) => curve.split === split),
  );
  const width = WIDTH / splits.length;
  return {
    title: 'Pre-training loss by step, in nats per token',
    caption: captionOf(curves),
    alt: altOf(curves),
    legend: legendOf(curves, styles),
    panels: splits.map((split, index) => panelOf(curves, { split, styles, x: index * width, width })),
  };
};

const captionOf = (curves: readonly LossCurve[]): string =>
  [
    bandText(curves),
    'Training: every recorded step on a logarithmic axis, averaged over steps within 5 % of each other. Held-out: as ' +
      'measured. The two panels have separate axes.',
  ].join(' ');

const legendOf = (curves: readonly LossCurve[], styles: Styles): readonly LegendItem[] => [
  ...[...styles].map(([label, style]): LegendItem => ({ ...style, label, sample: 'line' })),
  ...bandLegend(curves),
];

function panelOf(
  curves: readonly LossCurve[],
  { split, styles, x, width }: { split: Split; styles: Styles; x: number; width: number },
): Panel {
  const members = curves.filter((curve) => curve.split === split);
  const isTraining = split === 'train';
  const config: ChartConfiguration<'line', { x: number; y: number }[]> = {
    type: 'line',
    data: {
      datasets: members.flatMap((curve, index) => {
        const points = isTraining ? thinned(curve.points) : curve.points;
        const pointRadius = points.length <= FEW ? 2.5 : 0;
        const style = styles.get(lossLabel(curve)) ?? seriesStyle(index);
        return bandedLine(points, style, { curves: members.length, pointRadius });
      }),
    },
    options: {
      ...(BASE_OPTIONS as object),
      plugins: { ...BASE_OPTIONS.plugins, title: panelTitle(SPLITS[split]) },
      scales: {
        x: isTraining ? logarithmicAxis(stepAxis(), stepsOf(members)) : stepAxis(),
        y: linearAxis('loss (nats per token)', tick),
      },
    },
  };
  return { x, y: 0, width, height: HEIGHT, config: config };
}

const stepsOf = (members: readonly LossCurve[]): readonly number[] =>
  members.flatMap(({ points }) => points.map(({ step }) => step));

/** Points are averaged with those that follow within this ratio of steps: all of a width on a logarithmic axis. */
const RATIO = 1.05;

function thinned(points: readonly StepSpread[]): readonly StepSpread[] {
  const windows: StepSpread[][] = [];
  for (const point of points) {
    const last = windows.at(-1);
    if (last !== undefined && point.step < last[0]!.step * RATIO) last.push(point);
    else windows.push([point]);
  }
  return windows.map((members) => {
    const averaged = (of: 'step' | 'mean' | 'low' | 'high'): number => mean(members.map((one) => one[of]));
    return {
      step: averaged('step'),
      mean: averaged('mean'),
      low: averaged('low'),
      high: averaged('high'),
      n: members[0]!.n,
    };
  });
}

function altOf(curves: readonly LossCurve[]): string {
  const told = curves.map((curve) => {
    const [first, last] = [curve.points[0]!, curve.points.at(-1)!];
    const name = `${lossLabel(curve)}, ${SPLITS[curve.split].toLowerCase()}`;
    return `${name}: ${fixed(first.mean, 2)} at step ${grouped(first.step)}, ${fixed(last.mean, 2)} at step ${grouped(last.step)}`;
  });
  return `Pre-training loss by step. ${told.join('; ')}.`;
}
