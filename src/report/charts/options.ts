/** What all panels have in common: still, of fixed size, quiet axes. */
import type { ChartOptions, ScaleOptionsByType, TitleOptions } from 'chart.js';
import { grouped } from '../words/numbers.js';
import { GRID, INK, MUTED } from './palette.js';
import { FAMILY, SIZE } from './text.js';

const FONT = { family: FAMILY, size: SIZE - 1 };

export const BASE_OPTIONS: ChartOptions = {
  animation: false,
  responsive: false,
  devicePixelRatio: 1,
  events: [],
  locale: 'en-US',
  color: INK,
  font: FONT,
  layout: { padding: { left: 2, right: 8, top: 0, bottom: 2 } },
  plugins: { legend: { display: false }, tooltip: { enabled: false } },
};

export const panelTitle = (text: string | string[]): Partial<TitleOptions> => ({
  display: true,
  text,
  align: 'start',
  // Above the axes' area, not above the names of the rows.
  fullSize: false,
  color: INK,
  font: { family: FAMILY, size: SIZE, weight: 'bold', lineHeight: 1.25 },
  padding: { top: 6, bottom: 6 },
});

export const axisTitle = (text: string) => ({
  display: true,
  text,
  color: MUTED,
  font: FONT,
  padding: 2,
});

export const TICKS = { color: MUTED, font: FONT, maxRotation: 0, autoSkipPadding: 14, padding: 4 };

/** A linear axis; `ticks` says how its numbers are written. */
export function linearAxis(
  title: string | null,
  write: (value: number) => string,
): Partial<ScaleOptionsByType<'linear'>> & { type: 'linear' } {
  const ticks = { ...TICKS, maxTicksLimit: 7, callback: (value: string | number) => write(Number(value)) };
  return {
    type: 'linear',
    grid: { color: GRID, drawTicks: false },
    border: { color: MUTED },
    ticks,
    ...(title === null ? {} : { title: axisTitle(title) }),
  } as unknown as Partial<ScaleOptionsByType<'linear'>> & { type: 'linear' };
}

/** Steps are whole numbers. */
export function stepAxis(): ReturnType<typeof linearAxis> {
  const axis = linearAxis('step', grouped);
  return { ...axis, ticks: { ...axis.ticks, precision: 0 } } as ReturnType<typeof linearAxis>;
}

/** The same axis with its numbers by their ratios, from the least to the most of these, all above 0. */
export function logarithmicAxis(
  axis: ReturnType<typeof linearAxis>,
  shown: readonly number[],
): ReturnType<typeof linearAxis> {
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const powers = Array.from({ length: 16 }, (_, power) => 10 ** power);
  const digits = most / least > 1000 ? [1] : [1, 2, 5];
  const values = powers.flatMap((power) => digits.map((digit) => digit * power));
  return {
    ...axis,
    type: 'logarithmic' as const,
    min: least,
    max: most,
    afterBuildTicks: (built: { ticks: { value: number }[] }) => {
      built.ticks = values.filter((value) => value >= least && value <= most).map((value) => ({ value }));
    },
  } as unknown as ReturnType<typeof linearAxis>;
}
