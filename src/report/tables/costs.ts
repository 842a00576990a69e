/** What it cost: by variant, and by kind of stage against the estimate. */
import type { Report } from '../model.js';
import { cellOr, scoreCell, textCell } from './cells.js';
import { duration, fixed, short } from './numbers.js';
import type { TextTable } from './table.js';

export function variantCostTable({ costs, mark }: Pick<Report, 'costs' | 'mark'>): TextTable {
  return {
    title: 'Score and cost by variant',
    columns: [
      { heading: ['Variant'], align: 'left' },
      { heading: ['Mean over tasks', '↑'], align: 'right' },
      { heading: ['Time a trial', '↓'], align: 'right' },
      { heading: ['Operations a trial', '↓'], align: 'right' },
    ],
    groups: [
      costs.map(({ variant, score, seconds, flops }) => [
        textCell(variant),
        scoreCell(score),
        cellOr(seconds, duration),
        cellOr(flops, (value) => short(value, 'FLOP')),
      ]),
    ],
    notes: [
      'A trial bears the whole cost of every stage that it needs, shared or not. Time depends on the machine and on what ' +
        'else it did; operations follow from formulas.',
    ],
    mark,
  };
}

export function stageCostTable({ stageCosts, mark }: Pick<Report, 'stageCosts' | 'mark'>): TextTable {
  const headings = [
    'Done',
    'Failed',
    'Diverged',
    'Missing',
    'Time',
    'Estimate',
    'Time / estimate',
    'Operations',
  ];
  return {
    title: 'Cost by kind of stage',
    columns: [
      { heading: ['Stage'], align: 'left' },
      ...headings.map((heading) => ({ heading: [heading], align: 'right' as const })),
    ],
    groups: [
      stageCosts.map(({ kind, counts, seconds, estimatedSeconds, ratio, flops }) => [
        textCell(kind),
        ...[counts.done, counts.failed, counts.diverged, counts.missing].map((count) =>
          textCell(String(count)),
        ),
        cellOr(seconds, duration),
        cellOr(estimatedSeconds, duration),
        cellOr(ratio, (value) => fixed(value, 2)),
        cellOr(flops, (value) => short(value, 'FLOP')),
      ]),
    ],
    notes: ['Time and estimate are of the stages that are done, summed; stages run in parallel.'],
    mark,
  };
}
