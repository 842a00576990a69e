/** The number of heads changes no parameter count. */
import type { ParameterGroup } from '../../results/parameters.js';
import type { Report } from '../report.js';
import { grouped } from '../words/numbers.js';
import { absentCell, textCell } from './cells.js';
import type { TextTable } from './table.js';

/** One table for each group. */
export const parameterTables = ({ parameters }: Pick<Report, 'parameters'>): readonly TextTable[] =>
  parameters.map(parameterTable);

/** " (vocabulary size 512 and 3 special tokens)". */
const vocabularyText = (tokens: number, special: number): string =>
  special === 0 ? '' : ` (vocabulary size ${grouped(tokens - special)} and ${special} special tokens)`;

function parameterTable({
  published,
  layers,
  hiddenSize,
  tokens,
  specialTokens,
  rows,
}: ParameterGroup): TextTable {
  const isCounted = rows.some(({ counted }) => counted !== null);
  const headings = ['Heads', 'Head size', 'Attention weights per layer', 'Total parameters'];
  return {
    title:
      `Parameters by number of heads, ${published ?? 'this experiment'}: ${layers} layers, hidden size ` +
      `${hiddenSize}, ${grouped(tokens)} token embeddings${vocabularyText(tokens, specialTokens)}`,
    columns: [...headings, ...(isCounted ? ['Counted in trained weights'] : [])].map((heading) => ({
      heading: [heading],
      align: 'right',
    })),
    groups: [
      rows.map(({ heads, headSize, attention, total, counted }) => [
        ...[heads, headSize, attention, total].map((value) => textCell(grouped(value))),
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
