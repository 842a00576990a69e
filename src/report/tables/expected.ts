/** Scores beside the published ones that the experiment expects, with a tolerance and a verdict for each column. */
import type { ExpectedScore } from '../../results/expected.js';
import type { Report } from '../report.js';
import { absenceText } from '../words/absences.js';
import { CITATION, metricHeading, scoreUnit } from '../words/columns.js';
import { grouped, percent, signedPercent } from '../words/numbers.js';
import { absenceNotes, absentCell, cellOr, textCell } from './cells.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

const left = (heading: string): TextColumn => ({ heading: [heading], align: 'left' });
const right = (heading: string): TextColumn => ({ heading: [heading], align: 'right' });

const NO_INTERVAL = 'the interval over the examples is not known';

/** Null: the experiment expects none. */
export function expectedTable({
  expected,
  table,
  mark,
}: Pick<Report, 'expected' | 'table' | 'mark'>): TextTable | null {
  if (expected.length === 0) return null;
  const variants = [...new Set(expected.map(({ variant }) => variant))];
  const groups = variants.map((variant) =>
    expected.filter((one) => one.variant === variant).map((one) => rowOf(one, variants.length > 1)),
  );
  return {
    title: 'Scores beside the published ones',
    columns: [
      ...(variants.length > 1 ? [left('Variant')] : []),
      left('Task'),
      right('Ours'),
      right('Published'),
      right('Difference'),
      right('Tolerance'),
      left('Verdict'),
      right('Examples'),
    ],
    groups,
    notes: [
      `In ${scoreUnit(table.columns)}. Published: a single run's score on the test set (${CITATION}); ours is on the split ` +
        'that is evaluated here, of so many examples.',
      'Tolerance: half the 95 % confidence interval of our score over those examples. Within: no further than that from the ' +
        'published score. It allows for which examples the split happens to have, not for those of the test set, nor for ' +
        'what another seed would give.',
      ...absenceNotes(groups),
    ],
    mark,
  };
}

function rowOf(one: ExpectedScore, isOfSeveral: boolean): TextRow {
  const { variant, column, score, published, tolerance, verdict, examples } = one;
  const absent = absenceText(score) ?? 'absent';
  return [
    ...(isOfSeveral ? [textCell(variant)] : []),
    textCell(`${column.label} ${metricHeading(column)}`),
    cellOr(score.mean, (value) => percent(value), absent),
    textCell(percent(published)),
    differenceCell(score.mean, published, absent),
    cellOr(tolerance, (value) => `± ${percent(value)}`, score.mean === null ? absent : NO_INTERVAL),
    verdict === null
      ? absentCell(score.mean === null ? absent : NO_INTERVAL)
      : textCell(verdict, verdict !== 'within'),
    cellOr(examples, grouped, absent),
  ];
}

const differenceCell = (score: number | null, published: number, absent: string): TextCell =>
  score === null ? absentCell(absent) : textCell(signedPercent(score - published));
