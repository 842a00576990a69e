/** The number of heads changes no parameter count. */
import type { ParameterGroup } from '../../results/parameters.js';
import type { Report } from '../report.js';
import { grouped } from '../words/numbers.js';
import { absentCell, textCell } from './cells.js';
import type { TextTable } from './table.js';

/** One table for each group. */
export const parameterTables = ({ parameters }: Pick<Report, 'parameters'>): readonly TextTable[] =>
  parameters.map(parameterTable);

const NAMES: Readonly<Record<ParameterGroup['of'], string>> = {
  'GPT-1': 'GPT-1',
  experiment: 'this experiment',
};

function parameterTable({ of, layers, width, vocabulary, rows }: ParameterGroup): TextTable {
  const isCounted = rows.some(({ counted }) => counted !== null);
  const headings = ['Heads', 'Head size', 'Attention weights per layer', 'Total parameters'];
  return {
    title:
      `Parameters by number of heads, ${NAMES[of]}: ${layers} layers, hidden size ${width}, ` +
      `vocabulary size ${grouped(vocabulary)}`,
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
      'Attention weights: 4·d² (query, key, value and output), without biases; the number of heads does not enter.',
    ],
    // Formulas, whatever the data.
    mark: null,
  };
}
