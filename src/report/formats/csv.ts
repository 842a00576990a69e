/** Report → CSV: one line for each row, split and metric, with every seed's value: enough to compute it all again. */
import { stringify } from 'csv-stringify/sync';
import type { Column } from '../../results/columns.js';
import type { Ablation, Delta } from '../../results/comparisons.js';
import { degenerateSeeds } from '../../results/degenerate.js';
import type { Interval } from '../../results/intervals.js';
import type { Cell, TableRow } from '../../results/scores.js';
import { METRICS } from '../../statistics/metrics.js';
import type { Report } from '../report.js';
import { seedsOf } from '../tables/records.js';
import { absenceText, DIVERGED } from '../words/absences.js';
import { rowLabel } from '../words/columns.js';

type Value = string | number;

const CELL_FIELDS = [
  'mean',
  'half_width',
  'low',
  'high',
  'interval_over',
  'examples_low',
  'examples_high',
  'n',
  'absent',
  'degenerate_seeds',
];

/** Shares of 1 in full precision; an empty field is an absent value. */
export function renderCsv({
  details,
  degenerate,
  mark,
}: Pick<Report, 'details' | 'degenerate' | 'mark'>): string {
  const { rows, columns } = details;
  const factors = [...new Set(rows.flatMap(({ levels }) => Object.keys(levels)))];
  const seeds = seedsOf(rows);
  const header = [
    'role',
    'variant',
    ...factors,
    'task',
    'split',
    'metric',
    ...CELL_FIELDS,
    'data',
    ...seeds.map((seed) => `seed_${seed}`),
  ];
  const lines = rows.flatMap((row) =>
    columns.map((column, index) => [
      ...rowFields(row, factors),
      ...columnFields(column),
      ...cellFields(row.cells[index]!),
      degenerateSeeds(degenerate, row, column.task).join(' '),
      row.role === 'published' ? '' : (mark ?? ''),
      ...seeds.map((seed) => seedField(row.cells[index]!, seed)),
    ]),
  );
  return stringify([header, ...lines], { escape_formulas: true });
}

const rowFields = (row: TableRow, factors: readonly string[]): Value[] => [
  row.role,
  rowLabel(row),
  ...factors.map((factor) => (factor in row.levels ? String(row.levels[factor]) : '')),
];

const columnFields = ({ task, split, metric }: Column): Value[] => [task, split, METRICS[metric].title];

const cellFields = (cell: Cell): Value[] => [
  cell.mean ?? '',
  cell.interval?.halfWidth ?? '',
  ...boundsFields(cell.interval),
  cell.interval?.over ?? '',
  ...boundsFields(cell.examples),
  cell.n ?? '',
  absenceText(cell) ?? '',
];

const seedField = ({ runs, diverged }: Cell, seed: number): Value =>
  diverged.includes(seed) ? DIVERGED : (runs.find((run) => run.seed === seed)?.value ?? '');

const boundsFields = (interval: Interval | null): Value[] => [interval?.low ?? '', interval?.high ?? ''];

const DIFFERENCE_FIELDS = [
  'kind',
  'factor',
  'level',
  'reference',
  'column',
  'n',
  'difference',
  'low',
  'high',
  'interval_over',
  'test',
  'p',
  'p_holm',
  'effect_size',
  'minimum_detectable_effect',
  'extra_seeds',
  'data',
];

/** One line for each difference of two levels and each column. */
export function renderDifferencesCsv({ ablations, mainEffects, mark }: Report): string {
  const linesOf = (kind: string, all: readonly Ablation[]): Value[][] =>
    all.flatMap(({ factor, reference, levels }) =>
      levels.flatMap(({ level, deltas }) =>
        deltas.map((delta) => [
          kind,
          factor,
          level,
          reference ?? 'mean of all levels',
          ...deltaFields(delta),
          mark ?? '',
        ]),
      ),
    );
  const lines = [...linesOf('difference', ablations), ...linesOf('main effect', mainEffects)];
  return stringify([DIFFERENCE_FIELDS, ...lines], { escape_formulas: true });
}

function deltaFields(delta: Delta): Value[] {
  const { column, n, mean, interval, test, p, adjustedP, effect, minimumDetectableEffect, extraSeeds } =
    delta;
  return [
    column,
    n,
    mean ?? '',
    ...boundsFields(interval),
    interval?.over ?? '',
    test ?? '',
    p ?? '',
    adjustedP ?? '',
    effect ?? '',
    minimumDetectableEffect ?? '',
    extraSeeds ?? '',
  ];
}
