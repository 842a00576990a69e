/** Held-out loss by context length: what a model does beyond the length that it was trained at. */
import type { LossCurve } from '../../results/curves.js';
import type { Report } from '../report.js';
import { lossLabel } from '../words/curves.js';
import { grouped, spreadText } from '../words/numbers.js';
import { absentCell, textCell } from './cells.js';
import type { TextCell, TextTable } from './table.js';

const DIGITS = 3;

/** Null where nothing was measured. */
export function lengthTable({ lengths, mark }: Pick<Report, 'lengths' | 'mark'>): TextTable | null {
  if (lengths.length === 0) return null;
  const all = [...new Set(lengths.flatMap(({ points }) => points.map(({ step }) => step)))];
  const columns = all.toSorted((a, b) => a - b);
  return {
    title: 'Held-out loss by context length',
    columns: [
      { heading: ['Variant'], align: 'left' },
      ...columns.map((length) => ({
        heading: [`${grouped(length)} tokens\u00a0↓`],
        align: 'right' as const,
      })),
    ],
    groups: [
      lengths.map((curve) => [textCell(lossLabel(curve)), ...columns.map((length) => cellOf(curve, length))]),
    ],
    notes: [
      'In nats per token; ↓: lower is better. The shortest length is the trained one. Every length reads the same held-out ' +
        'text, cut into windows of that length.',
      'Of learned positions, those beyond the trained length are as a fresh model has them: no training ever reached them.',
      ...(lengths.some(({ points }) => points.some(({ n }) => n > 1))
        ? ['Means over seeds; in brackets the lowest and the highest seed.']
        : []),
    ],
    mark,
  };
}

function cellOf({ points }: LossCurve, length: number): TextCell {
  const point = points.find(({ step }) => step === length);
  return point === undefined ? absentCell('not measured') : textCell(spreadText(point, DIGITS));
}
