/** Two reports of one experiment, compared number by number: what is printed, and what the predictions give. */
import { tInterval } from '../../statistics/intervals.js';
import type { Column } from '../../results/columns.js';
import { predictionsOf } from '../../results/scores.js';
import type { Cell, ScoreTable } from '../../results/scores.js';
import type { Report } from '../../report/report.js';
import { columnName } from '../../report/words/columns.js';
import type { Recorded } from '../../results/recorded.js';
import { ablationTable, differenceTable, mainEffectTable } from '../../report/tables/ablations.js';
import { percent } from '../../report/words/numbers.js';
import { runTable } from '../../report/tables/records.js';
import { scoreTable } from '../../report/tables/scores.js';
import type { TextRow, TextTable } from '../../report/tables/table.js';
import { COUNTED } from './count.js';

/** Tables that hold nothing but what follows from predictions. */
export const derivedTables = (report: Report): readonly TextTable[] =>
  [
    scoreTable(report),
    ablationTable(report),
    mainEffectTable(report),
    differenceTable(report),
    runTable(report),
  ].filter((table) => table !== null);

/** Sentences that name table, row and column, with both numbers. */
export const tableDifferences = (printed: Report, derived: Report): readonly string[] => {
  const others = derivedTables(derived);
  return derivedTables(printed).flatMap((table, index) =>
    table.groups.flat().flatMap((row, at) => rowDifferences(table, row, others[index].groups.flat()[at])),
  );
};

function rowDifferences({ title, columns }: TextTable, row: TextRow, other: TextRow): readonly string[] {
  const labels = row.filter((_, column) => column === 0 || columns[column].align === 'left').slice(0, 3);
  const name = title.startsWith('All runs') ? labels.slice(0, 2) : labels;
  return row.flatMap(({ text }, column) =>
    text === other[column].text
      ? []
      : [
          `${title}, ${name.map((cell) => cell.text).join(', ')}, ${columns[column].heading.join(' ')}: ` +
            `the stored metrics print ${text}, the predictions give ${other[column].text}.`,
        ],
  );
}

/** By hand: counted scores, their mean, and Student's interval; each to a part in 10⁹ of what the report has. */
export function handDifferences(recorded: Recorded, { table, details }: Report): readonly string[] {
  return [table, details].flatMap(({ rows, columns }: ScoreTable) =>
    rows.flatMap(({ role, label, cells }) =>
      role === 'published'
        ? []
        : cells.flatMap((cell, index) => {
            const column = columns[index]!;
            const fault = handFault(recorded, cell, column);
            return fault === null ? [] : [`${label}, ${columnName(column)}: ${fault}`];
          }),
    ),
  );
}

const isClose = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9;

function handFault(recorded: Recorded, { runs, mean, interval }: Cell, column: Column): string | null {
  const { metric } = column;
  if (runs.length === 0) return null;
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

/** Numbers in these tables and in the CSV files. */
export function countNumbers(report: Report): number {
  const printed = derivedTables(report).flatMap(({ columns, groups, title }) =>
    groups.flat(2).length === 0
      ? []
      : groups
          .flat()
          .flatMap((row) =>
            row.filter(
              (_, column) =>
                columns[column].align === 'right' || (title.startsWith('All runs') && column > 1),
            ),
          ),
  );
  const inText = printed.reduce(
    (sum, { text: one }) => sum + numbersIn(one.replace(/ {2}[0-9a-f]{10}$/, '')),
    0,
  );
  const cells = report.details.rows.flatMap((row) => (row.role === 'published' ? [] : row.cells));
  const inCells = cells.flatMap(({ mean, interval, examples, runs }) => [
    ...[mean, interval?.low, interval?.high, interval?.halfWidth, examples?.low, examples?.high],
    ...runs.map(({ value }) => value),
  ]);
  const deltas = [...report.ablations, ...report.mainEffects].flatMap(({ levels }) =>
    levels.flatMap((level) => level.deltas),
  );
  const inDeltas = deltas.flatMap(({ mean, interval, p, adjustedP, effect, detectable, moreSeeds }) => [
    ...[mean, interval?.low, interval?.high, p, adjustedP, effect, detectable, moreSeeds],
  ]);
  return inText + [...inCells, ...inDeltas].filter((value) => typeof value === 'number').length;
}

const numbersIn = (shown: string): number => shown.match(/\d+(\.\d+)?/g)?.length ?? 0;
