/** Report → CSV: one line for each variant and column that has an expected score. */
import { stringify } from 'csv-stringify/sync';
import type { Report } from '../report.js';
import { absenceText } from '../words/absences.js';

const HEADER = [
  'variant',
  'task',
  'split',
  'metric',
  'score',
  'published',
  'tolerance',
  'verdict',
  'examples',
  'absent',
  'data',
];

/** Shares of 1 in full precision; an empty field is an absent value. */
export function renderExpectedCsv({ expected, mark }: Pick<Report, 'expected' | 'mark'>): string {
  const lines = expected.map(({ variant, column, score, published, tolerance, verdict, examples }) => [
    variant,
    column.task,
    column.split,
    column.metric,
    score.mean ?? '',
    published,
    tolerance ?? '',
    verdict ?? '',
    examples ?? '',
    score.mean === null ? (absenceText(score) ?? '') : '',
    mark ?? '',
  ]);
  return stringify([HEADER, ...lines], { escape_formulas: true });
}
