/** Chart.js plugins: intervals at points and bars, reference lines, texts at rows. */
import type { Chart, Plugin } from 'chart.js';
import { isIdentical } from '../../results/intervals.js';
import type { Interval } from '../../results/intervals.js';
import { GRID, INK } from './palette.js';
import { fontOf } from './text.js';

type Context = Chart['ctx'];
type Bounds = Pick<Interval, 'low' | 'high'> | null;

/** Shares of 1 as percent; none where nothing tells the spread. */
export const inPercent = (interval: Interval | null): Bounds =>
  interval === null || isIdentical(interval) ? null : { low: 100 * interval.low, high: 100 * interval.high };

/** Indices at which a list goes on with something else. */
export const changes = (values: readonly string[]): readonly number[] =>
  values.flatMap((value, index) => (index > 0 && value !== values[index - 1] ? [index] : []));

const CAP = 3.5;

/** `bounds` by dataset and point, in units of the axis `along`; a bar that leaves the panel is cut there, without a cap. */
export const errorBars = (
  along: 'x' | 'y',
  bounds: readonly (readonly Bounds[])[],
  colours: readonly string[] = [],
): Plugin => ({
  id: 'error-bars',
  afterDatasetsDraw: (chart) => {
    bounds.forEach((ofSet, set) => {
      const { data } = chart.getDatasetMeta(set);
      ofSet.forEach((one, index) => {
        if (one === null) return;
        const scale = chart.scales[along]!;
        const ends: Ends = [scale.getPixelForValue(one.low), scale.getPixelForValue(one.high)];
        chart.ctx.strokeStyle = colours[set] ?? INK;
        const across = data[index]![along === 'x' ? 'y' : 'x'];
        drawBar(chart.ctx, { along, across, ends, panel: panelAlong(chart, along) });
      });
    });
  },
});

type Ends = [number, number];

const panelAlong = ({ chartArea: { left, right, top, bottom } }: Chart, along: 'x' | 'y'): Ends =>
  along === 'x' ? [left, right] : [top, bottom];

function drawBar(
  ctx: Context,
  { along, across, ends, panel }: { along: 'x' | 'y'; across: number; ends: Ends; panel: Ends },
): void {
  const cut = (end: number): number => Math.min(Math.max(end, panel[0]), panel[1]);
  const line = (from: Ends, to: Ends): void => {
    const placed = along === 'x' ? [from, to] : [from.toReversed(), to.toReversed()];
    ctx.moveTo(placed[0]![0]!, placed[0]![1]!);
    ctx.lineTo(placed[1]![0]!, placed[1]![1]!);
  };
  ctx.lineWidth = 1.25;
  ctx.setLineDash([]);
  ctx.beginPath();
  line([cut(ends[0]), across], [cut(ends[1]), across]);
  for (const end of ends) if (end === cut(end)) line([end, across - CAP], [end, across + CAP]);
  ctx.stroke();
}

export interface Reference {
  /** On the x axis. */
  readonly value: number;
  readonly dash: readonly number[];
  readonly colour: string;
  /** Row where it ends; the line comes from the top. */
  readonly row: number | null;
}

/** Upright lines through the panel, above or below what is drawn of the data. */
export const referenceLines = (lines: readonly Reference[], layer: 'above' | 'below'): Plugin => {
  const draw = (chart: Chart): void => lines.forEach((line) => drawReference(chart, line));
  return layer === 'above'
    ? { id: 'reference-lines', afterDatasetsDraw: draw }
    : { id: 'reference-lines', beforeDatasetsDraw: draw };
};

function drawReference({ ctx, scales, chartArea }: Chart, { value, dash, colour, row }: Reference): void {
  const at = scales['x']!.getPixelForValue(value);
  ctx.setLineDash([...dash]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  ctx.moveTo(at, chartArea.top);
  ctx.lineTo(at, row === null ? chartArea.bottom : scales['y']!.getPixelForValue(row));
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Room to the right of a panel for the texts of its rows. */
export const ROW_TEXT_WIDTH = 36;

/** A column of texts right of the panel, one a row. */
export const rowTexts = (texts: readonly string[]): Plugin => ({
  id: 'row-texts',
  afterDatasetsDraw: ({ ctx, scales, chartArea }) => {
    const y = scales['y']!;
    ctx.font = fontOf({ size: 10.5 });
    ctx.fillStyle = INK;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    const x = chartArea.right + ROW_TEXT_WIDTH - 4;
    texts.forEach((text, row) => ctx.fillText(text, x, y.getPixelForValue(row) + 0.5));
  },
});

/** Thin rules above rows: they part groups. */
export const rowRules = (rows: readonly number[]): Plugin => ({
  id: 'row-rules',
  beforeDatasetsDraw: ({ ctx, scales, chartArea }) => {
    const y = scales['y']!;
    ctx.strokeStyle = GRID;
    ctx.lineWidth = 1;
    for (const row of rows) {
      const at = Math.round((y.getPixelForValue(row - 1) + y.getPixelForValue(row)) / 2) + 0.5;
      ctx.beginPath();
      ctx.moveTo(0, at);
      ctx.lineTo(chartArea.right, at);
      ctx.stroke();
    }
  },
});
