/** Two reports of one experiment, compared number by number: what is printed, and what the predictions give. */
import type { Report } from '../../report/report.js';
import { ablationTable, differenceTable, mainEffectTable } from '../../report/tables/ablations.js';
import { runTable, RUNS_TITLE } from '../../report/tables/records.js';
import { scoreTable } from '../../report/tables/scores.js';
import type { TextRow, TextTable } from '../../report/tables/table.js';

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
    table.groups
      .flat()
      .flatMap((row, at) => rowDifferences(table, row, others[index]?.groups.flat()[at] ?? [])),
  );
};

function rowDifferences({ title, columns }: TextTable, row: TextRow, other: TextRow): readonly string[] {
  const labels = row.filter((_, at) => at === 0 || columns[at]?.align === 'left').map(({ text }) => text);
  const name = [title, ...labels.slice(0, title === RUNS_TITLE ? 2 : 3)].join(', ');
  return row.flatMap(({ text }, at) => {
    const found = other[at]?.text ?? 'nothing';
    const heading = columns[at]?.heading.join(' ') ?? '';
    return text === found
      ? []
      : [`${name}, ${heading}: the stored metrics print ${text}, the predictions give ${found}.`];
  });
}
