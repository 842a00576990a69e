/** Held-out loss by context length, up to beyond the trained one: means over seeds, from the lowest to the highest. */
import type { ChartConfiguration } from 'chart.js';
import type { LossCurve } from '../../results/curves.js';
import { lossLabel } from '../words/curves.js';
import { fixed, grouped } from '../words/numbers.js';
import { tick } from './axes.js';
import type { DrawChart } from './chart.js';
import { WIDTH } from './chart.js';
import { BASE_OPTIONS, linearAxis } from './options.js';
import { seriesStyle } from './palette.js';
import type { SeriesStyle } from './palette.js';

const HEIGHT = 300;

export const lengths: DrawChart = ({ lengths: curves }) => {
  if (curves.length === 0) return { reason: 'no loss was measured beyond the trained context length.' };
  const styled = curves.map((curve, index) => ({ curve, style: seriesStyle(index) }));
  return {
    title: 'Held-out loss by context length, in nats per token',
    caption:
      'The shortest length is the trained one. Every length reads the same text. Points are means over seeds.',
    alt: altOf(curves),
    legend: styled.map(({ curve, style }) => ({
      ...style,
      label: lossLabel(curve),
      sample: 'line' as const,
    })),
    panels: [{ x: 0, y: 0, width: WIDTH, height: HEIGHT, config: configOf(styled) }],
  };
};

type Styled = { readonly curve: LossCurve; readonly style: SeriesStyle };

function configOf(styled: readonly Styled[]): ChartConfiguration<'line', { x: number; y: number }[]> {
  const all = [...new Set(styled.flatMap(({ curve }) => curve.points.map(({ step }) => step)))];
  return {
    type: 'line',
    data: {
      datasets: styled.map(({ curve, style }) => ({
        data: curve.points.map(({ step, mean }) => ({ x: step, y: mean })),
        borderColor: style.colour,
        borderWidth: 1.75,
        borderDash: [...style.dash],
        pointRadius: 2.5,
        pointBackgroundColor: style.colour,
        pointBorderWidth: 0,
      })),
    },
    options: {
      ...(BASE_OPTIONS as object),
      scales: { x: lengthAxis(all), y: linearAxis('loss (nats per token)', tick) },
    },
  };
}

/** Lengths are multiples of the trained one, so equal factors are equally far. */
function lengthAxis(values: readonly number[]) {
  return {
    ...linearAxis('context length (tokens)', grouped),
    type: 'logarithmic' as const,
    min: Math.min(...values),
    max: Math.max(...values),
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = values.toSorted((a, b) => a - b).map((value) => ({ value }));
    },
  } as unknown as ReturnType<typeof linearAxis>;
}

function altOf(curves: readonly LossCurve[]): string {
  const told = curves.map((curve) => {
    const points = curve.points.map(({ step, mean }) => `${fixed(mean, 2)} at ${grouped(step)} tokens`);
    return `${lossLabel(curve)}: ${points.join(', ')}`;
  });
  return `Held-out loss by context length. ${told.join('; ')}.`;
}
