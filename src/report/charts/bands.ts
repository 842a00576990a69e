/** A line of means over seeds, with a band from the lowest to the highest. */
import type { ChartDataset } from 'chart.js';
import type { StepSpread } from '../../results/spread.js';
import type { LegendItem } from './chart.js';
import { faint, MUTED } from './palette.js';
import type { SeriesStyle } from './palette.js';

export type LineDataset = ChartDataset<'line', { x: number; y: number }[]>;

interface Curve {
  readonly points: readonly StepSpread[];
}

export const hasBands = (curves: readonly Curve[]): boolean =>
  curves.some(({ points }) => points.some(({ n }) => n > 1));

/** For a caption. */
export const bandText = (curves: readonly Curve[]): string =>
  hasBands(curves)
    ? 'Lines are means over seeds; bands reach from the lowest to the highest seed.'
    : 'One seed: no band.';

/** Empty where there is no band. */
export const bandLegend = (curves: readonly Curve[]): readonly LegendItem[] =>
  hasBands(curves)
    ? [{ colour: MUTED, dash: [], marker: 'rect', label: 'lowest to highest seed', sample: 'band' }]
    : [];

/** `curves`: that share the panel; `pointRadius`: of the means. */
export function bandedLine(
  points: readonly StepSpread[],
  { colour, dash }: SeriesStyle,
  { curves, pointRadius }: { readonly curves: number; readonly pointRadius: number },
): LineDataset[] {
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
      pointRadius,
      pointBackgroundColor: colour,
      pointBorderWidth: 0,
    },
    {
      data: line('high'),
      order: 2,
      borderWidth: 0,
      pointRadius: 0,
      fill: '+1',
      backgroundColor: faint(colour, curves),
    },
    { data: line('low'), order: 2, borderWidth: 0, pointRadius: 0 },
  ];
}
