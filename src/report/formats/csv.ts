/** Report → CSV: one line for each row, split and metric, with every seed's value: enough to compute it all again. */
import { stringify } from 'csv-stringify/sync';
import { DIVERGED } from '../words/notes.js';
import { seedsOf } from '../tables/records.js';
import type { Ablation, Cell, Column, Delta, Interval, Report, TableRow } from '../model.js';

type Value = string | number;

/** Shares of 1 in full precision; an empty field is an absent value. */
export function renderCsv({ details, mark }: Pick<Report, 'details' | 'mark'>): string {
  const { rows, columns } = details;
  const factors = [...new Set(rows.flatMap(({ levels }) => Object.keys(levels)))];
  const seeds = seedsOf(rows);
  const header = [
    ...['role', 'variant', ...factors, 'task', 'split', 'metric'],
    ...[
      'mean',
      'half_width',
      'low',
      'high',
      'interval_over',
      'examples_low',
      'examples_high',
      'n',
      'absent',
      'data',
    ],
    ...seeds.map((seed) => `seed_${seed}`),
  ];
  const lines = rows.flatMap((row) =>
    columns.map((column, index) => [
      ...rowFields(row, factors),
      ...columnFields(column),
      ...cellFields(row.cells[index]),
      row.role === 'published' ? '' : (mark ?? ''),
      ...seeds.map((seed) => seedField(row.cells[index], seed)),
    ]),
  );
  return stringify([header, ...lines], { escape_formulas: true });
}

const rowFields = ({ role, label, levels }: TableRow, factors: readonly string[]): Value[] => [
  role,
  label,
  ...factors.map((factor) => (factor in levels ? String(levels[factor]) : '')),
];

const columnFields = ({ task, split, metric }: Column): Value[] => [task, split, metric];

const cellFields = ({ mean, interval, examples, n, absent }: Cell): Value[] => [
  mean ?? '',
  interval?.halfWidth ?? '',
  ...boundsFields(interval),
  interval?.over ?? '',
  ...boundsFields(examples),
  n ?? '',
  absent ?? '',
];

const seedField = ({ runs, diverged }: Cell, seed: number): Value =>
  diverged.includes(seed) ? DIVERGED : (runs.find((run) => run.seed === seed)?.value ?? '');

const boundsFields = (interval: Interval | null): Value[] => [interval?.low ?? '', interval?.high ?? ''];

/** One line for each difference of two levels and each column. */
export function renderDifferencesCsv({ ablations, mainEffects, mark }: Report): string {
  const header = [
    ...['kind', 'factor', 'level', 'reference', 'column', 'n', 'difference', 'low', 'high'],
    ...['interval_over', 'test', 'p', 'p_corrected', 'effect', 'detectable', 'more_seeds', 'data'],
  ];
  const linesOf = (kind: string, all: readonly Ablation[]): Value[][] =>
    all.flatMap(({ factor, reference, levels }) =>
      levels.flatMap(({ level, deltas }) =>
        deltas.map((delta) => [kind, factor, level, reference, ...deltaFields(delta), mark ?? '']),
      ),
    );
  const lines = [...linesOf('difference', ablations), ...linesOf('main effect', mainEffects)];
  return stringify([header, ...lines], { escape_formulas: true });
}

function deltaFields(delta: Delta): Value[] {
  const { column, n, mean, interval, test, p, adjustedP, effect, detectable, moreSeeds } = delta;
  return [
    ...[column, n, mean ?? '', ...boundsFields(interval), interval?.over ?? '', test ?? ''],
    ...[p ?? '', adjustedP ?? '', effect ?? '', detectable ?? '', moreSeeds ?? ''],
  ];
}
