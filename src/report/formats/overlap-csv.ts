/** Report → CSV: one line for each row, evaluation split, what it may overlap with, and kind of item. */
import { stringify } from 'csv-stringify/sync';
import { TRAINED_ON } from '../../stages/overlap/overlap.js';
import type { LeakRow, LeakSplit, Report } from '../model.js';

type Value = string | number;

const HEADER = [
  ...['role', 'variant', 'task', 'split', 'overlap_with', 'part', 'items', 'accuracy', 'low', 'high', 'n'],
  ...['absent', 'data'],
];

/** Shares of 1 in full precision; an empty field is an absent value. */
export function renderOverlapCsv({ leaks, mark }: Pick<Report, 'leaks' | 'mark'>): string {
  const lines = leaks.rows.flatMap((row) =>
    leaks.splits.flatMap((split, index) => linesOf({ row, split, index }, mark ?? '')),
  );
  return stringify([HEADER, ...lines], { escape_formulas: true });
}

function linesOf(of: { row: LeakRow; split: LeakSplit; index: number }, mark: string): Value[][] {
  const { role, label, cells } = of.row;
  const { task, split } = of.split;
  return TRAINED_ON.flatMap((trainedOn) =>
    (['clean', 'overlapping'] as const).map((part) => {
      const { items, cell } = cells[of.index][trainedOn][part];
      const { mean, interval, n, absent } = cell;
      const bounds = [interval?.low ?? '', interval?.high ?? ''];
      return [
        ...[role, label, task, split, trainedOn, part, items ?? '', mean ?? '', ...bounds],
        ...[n ?? '', absent ?? '', mark],
      ];
    }),
  );
}
