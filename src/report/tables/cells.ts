/** Cells of text tables. */
import type { Interval } from '../../results/intervals.js';
import type { Mark } from '../../results/marks.js';
import type { Cell } from '../../results/scores.js';
import { absenceText } from '../words/absences.js';
import { DEGENERATE_SIGN } from '../words/degenerate.js';
import { SIDES } from '../words/notes.js';
import { EXAMPLES_SIGN, percent, plusMinus } from '../words/numbers.js';
import type { TextCell, TextTable } from './table.js';

export const textCell = (text: string, strong = false): TextCell => ({ text, strong, absent: null });

/** "–: absent (not run yet; failed)."; none where no cell is. */
export function absenceNotes(groups: TextTable['groups']): readonly string[] {
  const reasons = groups.flat(2).flatMap(({ absent }) => absent ?? []);
  return reasons.length === 0 ? [] : [`–: absent (${[...new Set(reasons)].sort().join('; ')}).`];
}

export const absentCell = (reason: string): TextCell => ({ text: '–', strong: false, absent: reason });

/** A number as text, or why it is absent. */
export const cellOr = <T>(value: T | null, format: (value: T) => string, reason = 'not run yet'): TextCell =>
  value === null ? absentCell(reason) : textCell(format(value));

export interface ScoreOptions {
  /** What the comparison with other rows marks. */
  readonly mark?: Mark | undefined;
  /** Whether to say how many runs it is the mean of. */
  readonly withRuns?: boolean;
  /** Whether one of its runs is degenerate. */
  readonly isDegenerate?: boolean;
}

/** "82.1 ± 1.2 (2)⁺†" in percent. Where trials diverged: how many. */
export function scoreCell(cell: Cell, options: ScoreOptions = {}): TextCell {
  const shown = plainCell(cell, options);
  return options.isDegenerate === true ? { ...shown, text: `${shown.text}${DEGENERATE_SIGN}` } : shown;
}

function plainCell(cell: Cell, { mark, withRuns = false }: ScoreOptions): TextCell {
  const { mean, interval, n, diverged } = cell;
  const absent = absenceText(cell) ?? 'absent';
  if (mean === null) return diverged.length > 0 ? textCell(absent) : absentCell(absent);
  const runs = withRuns && n !== null ? ` (${n})` : '';
  const side = mark === undefined || mark.fromReference === null ? '' : SIDES[mark.fromReference];
  return textCell(`${percent(mean)}${spread(mean, interval)}${runs}${side}`, mark?.best ?? false);
}

/** As plusMinus, but from low to high where ± would be far from the interval: "0.0 [0.0, 43.4]". */
function spread(mean: number, interval: Interval | null): string {
  if (interval === null || interval.over === 'seeds') return plusMinus(interval);
  const { low, high, halfWidth } = interval;
  const least = Math.min(low, 0) < 0 ? -1 : 0;
  if (mean - halfWidth >= least && mean + halfWidth <= 1) return plusMinus(interval);
  return ` [${percent(low)}, ${percent(high)}]${EXAMPLES_SIGN}`;
}
