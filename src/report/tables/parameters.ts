/** The number of heads changes no parameter count. */
import type { ParameterGroup, Report } from '../model.js';
import { absentCell, textCell } from './cells.js';
import { grouped } from './numbers.js';
import type { TextTable } from './table.js';

/** One table for each group. */
export const parameterTables = ({ parameters }: Pick<Report, 'parameters'>): readonly TextTable[] =>
  parameters.map(parameterTable);

function parameterTable({ label, rows }: ParameterGroup): TextTable {
  const isCounted = rows.some(({ counted }) => counted !== null);
  const headings = ['Heads', 'Width of a head', 'Attention weights a layer', 'Parameters in all'];
  return {
    title: `Parameters by number of heads, ${label}`,
    columns: [...headings, ...(isCounted ? ['Counted in trained weights'] : [])].map((heading) => ({
      heading: [heading],
      align: 'right',
    })),
    groups: [
      rows.map(({ heads, headWidth, attention, total, counted }) => [
        ...[heads, headWidth, attention, total].map((value) => textCell(grouped(value))),
        ...(isCounted ? [counted === null ? absentCell('not trained') : textCell(grouped(counted))] : []),
      ]),
    ],
    notes: [
      'Attention weights are 4·d² (query, key, value and output), biases not counted: heads do not enter.',
    ],
    // Formulas, whatever the data.
    mark: null,
  };
}
