/** Report → CSV: one line for each row, split and metric, with every seed's value: enough to compute it all again. */
import { stringify } from 'csv-stringify/sync';
import type { Cell, Column, Report, TableRow } from '../model.js';

type Value = string | number;

/** Shares of 1 in full precision; an empty field is an absent value. */
export function renderCsv({ details, mark }: Pick<Report, 'details' | 'mark'>): string {
  const { rows, columns } = details;
  const factors = [...new Set(rows.flatMap(({ levels }) => Object.keys(levels)))];
  const seeds = [
    ...new Set(rows.flatMap(({ cells }) => cells.flatMap(({ runs }) => runs.map(({ seed }) => seed)))),
  ];
  seeds.sort((a, b) => a - b);
  const header = [
    ...['role', 'variant', ...factors, 'task', 'split', 'metric'],
    ...['mean', 'half_width', 'low', 'high', 'interval_over', 'n', 'absent', 'data'],
    ...seeds.map((seed) => `seed_${seed}`),
  ];
  const lines = rows.flatMap((row) =>
    columns.map((column, index) => [
      ...rowFields(row, factors),
      ...columnFields(column),
      ...cellFields(row.cells[index]),
      row.role === 'published' ? '' : (mark ?? ''),
      ...seeds.map((seed) => row.cells[index].runs.find((run) => run.seed === seed)?.value ?? ''),
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

const cellFields = ({ mean, interval, n, absent }: Cell): Value[] => [
  mean ?? '',
  interval?.halfWidth ?? '',
  interval?.low ?? '',
  interval?.high ?? '',
  interval?.over ?? '',
  n ?? '',
  absent ?? '',
];
