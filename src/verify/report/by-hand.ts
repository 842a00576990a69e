/** Scores of a report computed once more, by other formulas than its own. */
import { columnName } from '../../report/words/columns.js';
import { percent } from '../../report/words/numbers.js';
import type { Report } from '../../report/report.js';
import type { Column } from '../../results/columns.js';
import type { Recorded } from '../../results/recorded.js';
import { predictionsOf } from '../../results/scores.js';
import type { Cell, ScoreTable, TableRow } from '../../results/scores.js';
import { tInterval } from '../../statistics/intervals.js';
import { COUNTED } from './count.js';

/** By hand: counted scores, their mean, and Student's interval; each to a part in 10⁹ of what the report has. */
export function handDifferences(recorded: Recorded, { table, details }: Report): readonly string[] {
  const faultsIn = ({ columns }: ScoreTable, { label, cells }: TableRow): readonly string[] =>
    columns.flatMap((column, index) => {
      const fault = handFault(recorded, cells[index]!, column);
      return fault === null ? [] : [`${label}, ${columnName(column)}: ${fault}`];
    });
  return [table, details].flatMap((all) =>
    all.rows.filter(({ role }) => role !== 'published').flatMap((row) => faultsIn(all, row)),
  );
}

const isClose = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9;

/** A cell that says why it is absent has no mean to count, though some of its runs have a score. */
function handFault(recorded: Recorded, cell: Cell, column: Column): string | null {
  const { runs, mean, interval, absent } = cell;
  const { metric } = column;
  if (runs.length === 0 || absent !== null) return null;
  const values = runs.map(
    ({ stage }) => COUNTED[metric](predictionsOf(recorded, stage ?? '', column)) ?? NaN,
  );
  const own = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (!isClose(mean, own)) return `the report has ${text(mean)}, counted by hand it is ${text(own)}.`;
  if (interval?.over !== 'seeds') return null;
  const bounds = tInterval(values);
  return isClose(interval.low, bounds?.low ?? null) && isClose(interval.high, bounds?.high ?? null)
    ? null
    : `the report has the interval ${text(interval.low)} to ${text(interval.high)}; by hand it is another.`;
}

const text = (share: number | null): string => (share === null ? 'nothing' : percent(share, 4));
