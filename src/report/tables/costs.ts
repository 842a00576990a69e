/** What it cost: by variant, and by kind of stage beside the estimate. */
import { formatCount, formatSeconds } from '../../amounts.js';
import type { StageCost } from '../../results/costs.js';
import type { Report } from '../report.js';
import { fixed } from '../words/numbers.js';
import { cellOr, scoreCell, textCell } from './cells.js';
import type { TextRow, TextTable } from './table.js';

export function variantCostTable({ costs, mark }: Pick<Report, 'costs' | 'mark'>): TextTable {
  return {
    title: 'Score and cost by variant',
    columns: [
      { heading: ['Variant'], align: 'left' },
      { heading: ['Mean over tasks\u00a0↑'], align: 'right' },
      { heading: ['Time per trial\u00a0↓'], align: 'right' },
      { heading: ['FLOPs per trial\u00a0↓'], align: 'right' },
    ],
    groups: [
      costs.map(({ variant, score, seconds, flops }) => [
        textCell(variant),
        scoreCell(score),
        cellOr(seconds, formatSeconds),
        cellOr(flops, (value) => formatCount(value, 'FLOP')),
      ]),
    ],
    notes: [
      'The cost of a trial includes every stage that it depends on, shared or not. Time depends on the machine and its ' +
        'load; FLOPs follow from formulas.',
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
    'Estimated time',
    'Time / estimated',
    'FLOPs',
  ];
  return {
    title: 'Compute by kind of stage',
    columns: [
      { heading: ['Stage'], align: 'left' },
      ...headings.map((heading) => ({ heading: [heading], align: 'right' as const })),
    ],
    groups: [stageCosts.map(stageRow)],
    notes: ['Times and FLOPs are summed over the stages that are done; stages run in parallel.'],
    mark,
  };
}

function stageRow({ kind, counts, seconds, estimatedSeconds, ratio, flops }: StageCost): TextRow {
  const { done, failed, diverged, missing } = counts;
  return [
    textCell(kind),
    ...[done, failed, diverged, missing].map((count) => textCell(String(count))),
    cellOr(seconds, formatSeconds),
    cellOr(estimatedSeconds, formatSeconds),
    cellOr(ratio, (value) => fixed(value, 2)),
    cellOr(flops, (value) => formatCount(value, 'FLOP')),
  ];
}
