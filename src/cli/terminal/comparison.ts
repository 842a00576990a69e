/** Two variants side by side, as `reprise compare` prints them: scores in percent, differences in points. */
import type { CompareRow, VariantName } from '../../results/compare.js';
import { fixed, percent, signedPercent } from '../../report/words/numbers.js';
import { renderTable } from './print.js';

const HEADINGS = [
  'Task',
  'Metric',
  'A',
  'B',
  'B − A',
  '95 % CI',
  'n',
  'p',
  'Test',
  'h',
  'd',
  'MDE',
  'Extra seeds',
];
const NUMBERS = [2, 3, 4, 5, 6, 7, 9, 10, 11, 12];

const LEGEND = [
  'Scores in percent (correlations × 100); differences, CI and MDE in points; paired by seed, n seeds in common.',
  "p: two-sided, not corrected. h: Cohen's h, of accuracies. d: standardized difference between the seeds' scores.",
  'MDE: minimum detectable effect (80 % power). Extra seeds: to resolve 0.5 points.',
];

export function renderComparison(
  rows: readonly CompareRow[],
  [a, b]: readonly [VariantName, VariantName],
): string {
  const named = [`A: ${nameOf(a)}`, `B: ${nameOf(b)}`, ''];
  const apart = rows.filter(({ data }) => data === 'different').map(({ task }) => task);
  const warning = apart.length === 0 ? [] : [`Evaluated on different data: ${apart.join(', ')}.`];
  return [...named, renderTable([HEADINGS, ...rows.map(cellsOf)], NUMBERS), '', ...LEGEND, ...warning].join(
    '\n',
  );
}

const nameOf = ({ experiment, variant }: VariantName): string => `${experiment}, ${variant}`;

function cellsOf(row: CompareRow): readonly string[] {
  const { low, high } = row;
  return [
    row.task,
    row.metric,
    shown(row.a, percent),
    shown(row.b, percent),
    shown(row.difference, signedPercent),
    low === null || high === null ? ABSENT : `${signedPercent(low)} to ${signedPercent(high)}`,
    String(row.n),
    shown(row.p, (p) => (p < 0.001 ? '<0.001' : fixed(p, 3))),
    row.test ?? ABSENT,
    shown(row.h, (h) => fixed(h, 2)),
    shown(row.effect, (effect) => fixed(effect, 2)),
    shown(row.minimumDetectableEffect, percent),
    shown(row.extraSeeds, String),
  ];
}

/** Absent is a dash, never 0. */
const ABSENT = '–';

const shown = (value: number | null, text: (value: number) => string): string =>
  value === null ? ABSENT : text(value);
