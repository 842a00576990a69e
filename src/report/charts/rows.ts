/** Panels whose rows are named at the left: laid out in a grid; only the first of each line shows the names. */
import type { ScaleOptionsByType } from 'chart.js';
import { WIDTH } from './chart.js';
import { INK } from './palette.js';
import { FAMILY, LINE, SIZE, widthOf, wrapped } from './text.js';

const FONT = { size: SIZE - 1 };
const LABEL_WIDTHS = [80, 230] as const;
/** Of a panel: title, axis and its name. */
const AROUND = 78;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Width of the names; 0: not shown. */
  readonly labels: number;
  /** Of each row, in lines. */
  readonly names: readonly (readonly string[])[];
}

/** Places of `count` panels with rows of these names. */
export function rowPlaces(names: readonly string[], count: number): readonly Place[] {
  const widest = Math.max(...names.map((name) => widthOf(name, FONT))) + 12;
  const labels = Math.min(LABEL_WIDTHS[1], Math.max(LABEL_WIDTHS[0], Math.ceil(widest)));
  const lines = names.map((name) => shortened(wrapped(name, labels - 12, FONT)));
  const tallest = Math.max(...lines.map(({ length }) => length));
  const height = AROUND + names.length * Math.max(20, 7 + tallest * (LINE - 2));
  const across = Math.ceil(count / Math.ceil(count / 4));
  const width = Math.floor((WIDTH - labels - 8) / Math.max(across, 2));
  return Array.from({ length: count }, (_, index) => {
    const column = index % across;
    const shown = column === 0 ? labels : 0;
    const x = column === 0 ? 0 : labels + column * width;
    const y = Math.floor(index / across) * height;
    return { x, y, width: width + shown, height, labels: shown, names: lines };
  });
}

/** Lines of a name; the tables have all of it. */
const MOST_LINES = 5;

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]?.slice(0, -1)}…`];

/** The axis of the names. */
export function rowAxis({ labels }: Place): Partial<ScaleOptionsByType<'category'>> & { type: 'category' } {
  return {
    type: 'category',
    offset: true,
    grid: { display: false },
    border: { display: false },
    ticks: {
      display: labels > 0,
      autoSkip: false,
      color: INK,
      padding: 6,
      crossAlign: 'far',
      font: { family: FAMILY, size: FONT.size, lineHeight: 1.15 },
    },
    afterFit: (axis: { width: number }) => {
      axis.width = labels;
    },
  } as unknown as Partial<ScaleOptionsByType<'category'>> & { type: 'category' };
}
