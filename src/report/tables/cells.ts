/** Cells of text tables. */
import type { Cell, Interval } from '../model.js';
import { EXAMPLES_SIGN, SIDES } from '../words/notes.js';
import { percent } from './numbers.js';
import type { TextCell } from './table.js';

export const textCell = (text: string, strong = false): TextCell => ({ text, strong, absent: null });

export const absentCell = (reason: string): TextCell => ({ text: '–', strong: false, absent: reason });

/** A number as text, or why it is absent. */
export const cellOr = <T>(value: T | null, format: (value: T) => string, reason = 'not run yet'): TextCell =>
  value === null ? absentCell(reason) : textCell(format(value));

/** "82.1 ± 1.2" in percent; `withRuns` adds how many runs: "82.1 ± 1.2 (2)". Where trials diverged: how many. */
export function scoreCell(
  { mean, interval, n, best, diverged, absent, fromReference }: Cell,
  withRuns = false,
): TextCell {
  if (mean === null) return diverged.length > 0 ? textCell(absent ?? '') : absentCell(absent ?? 'absent');
  const runs = withRuns && n !== null ? ` (${n})` : '';
  const side = fromReference === null ? '' : SIDES[fromReference];
  return textCell(`${percent(mean)}${spread(mean, interval)}${runs}${side}`, best);
}

/** As plusMinus, but from low to high where ± would leave what a share can be: "0.0 [0.0, 43.4]". */
function spread(mean: number, interval: Interval | null): string {
  if (interval === null || interval.over === 'seeds') return plusMinus(interval);
  const { low, high, halfWidth } = interval;
  if (mean - halfWidth >= 0 && mean + halfWidth <= 1) return plusMinus(interval);
  return ` [${percent(low)}, ${percent(high)}]${EXAMPLES_SIGN}`;
}

/** " ± 1.2" in percent; an interval over examples carries its sign. */
export function plusMinus(interval: Interval | null): string {
  if (interval === null) return '';
  return ` ± ${percent(interval.halfWidth)}${interval.over === 'examples' ? EXAMPLES_SIGN : ''}`;
}
