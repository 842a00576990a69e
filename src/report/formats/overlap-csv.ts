/** Report → CSV: one line for each row, evaluation split, what it may overlap with, and kind of example. */
import { stringify } from 'csv-stringify/sync';
import { TRAINED_ON } from '../../stages/result.js';
import type { OverlapRow } from '../../results/overlap-scores.js';
import type { OverlapSplit } from '../../results/overlap.js';
import { METRICS } from '../../statistics/metrics.js';
import type { Report } from '../report.js';
import { absenceText } from '../words/absences.js';

type Value = string | number;

const HEADER = [
  'role',
  'variant',
  'task',
  'split',
  'overlap_with',
  'part',
  'examples',
  'metric',
  'score',
  'low',
  'high',
  'n',
  'absent',
  'data',
];

/** Shares of 1 in full precision; an empty field is an absent value. */
export function renderOverlapCsv({ overlaps, mark }: Pick<Report, 'overlaps' | 'mark'>): string {
  const lines = overlaps.rows.flatMap((row) =>
    overlaps.splits.flatMap((split, index) => linesOf({ row, split, index }, mark ?? '')),
  );
  return stringify([HEADER, ...lines], { escape_formulas: true });
}

function linesOf(of: { row: OverlapRow; split: OverlapSplit; index: number }, mark: string): Value[][] {
  const { role, label, cells } = of.row;
  const { task, split, metric } = of.split.column;
  const searched = TRAINED_ON.filter((trainedOn) => of.split.overlapping[trainedOn] !== null);
  return searched.flatMap((trainedOn) =>
    (['clean', 'overlapping'] as const).map((part) => {
      const { examples, cell } = cells[of.index]![trainedOn][part];
      const { mean, interval, n } = cell;
      return [
        role,
        label,
        task,
        split,
        trainedOn,
        part,
        examples ?? '',
        METRICS[metric].title,
        mean ?? '',
        interval?.low ?? '',
        interval?.high ?? '',
        n ?? '',
        absenceText(cell) ?? '',
        mark,
      ];
    }),
  );
}
