/** Tables of what lies behind the numbers: every run, what failed, the data. Too long for a paper's tables. */
import type { Column, Interval, Report, TableRow } from '../model.js';
import { DIVERGED } from '../words/notes.js';
import { stageAnchor } from './anchors.js';
import { absentCell, textCell } from './cells.js';
import { percent } from './numbers.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

const left = (heading: string): TextColumn => ({ heading: [heading], align: 'left' });

/** Signs of a stage's key that `reprise show` needs to find it. */
const KEY_SIGNS = 10;

/** Each run of each cell of the main table with the stage that it can be traced to: a column a seed. */
export function runTable({ table, mark }: Pick<Report, 'table' | 'mark'>): TextTable {
  const rows = table.rows.filter(({ role }) => role !== 'published');
  const seeds = seedsOf(rows);
  return {
    title: 'Every run behind the table of scores',
    columns: [...RUN_COLUMNS.map(left), ...seeds.map((seed) => left(`Seed ${seed}`))],
    groups: rows.map((row) => table.columns.map((column, index) => runRow(row, { column, index, seeds }))),
    notes: [
      'Score in percent, then the stage that gave it: reprise show STAGE prints its options, commit, data, metrics and ' +
        'cost. Baselines have one run, whatever the seeds of the variants.',
      '95 % intervals: over seeds, what other seeds would give on these examples (Student’s t); over examples, what these ' +
        'runs would give on other examples (Wilson’s of one run, else a bootstrap).',
    ],
    mark,
  };
}

function runRow(
  { label, cells }: TableRow,
  { column, index, seeds }: { column: Column; index: number; seeds: readonly number[] },
): TextRow {
  const { runs, diverged, absent, interval, examples } = cells[index];
  const runOf = (seed: number): TextCell => {
    if (diverged.includes(seed)) return textCell(DIVERGED);
    const run = runs.find((one) => one.seed === seed);
    if (run === undefined) return absentCell(absent ?? 'no run with this seed');
    const cell = textCell(`${percent(run.value, 2)}  ${run.stage?.slice(0, KEY_SIGNS) ?? ''}`);
    return run.stage === null
      ? cell
      : { ...cell, link: { to: stageAnchor(run.stage), note: null, id: null } };
  };
  return [
    textCell(label),
    textCell(`${column.label} ${column.metric}`),
    boundsCell(interval?.over === 'seeds' ? interval : null, absent ?? 'a single run'),
    boundsCell(examples, absent ?? 'no spread'),
    ...seeds.map(runOf),
  ];
}

/** Of runs and of trials that diverged, in order. */
export const seedsOf = (rows: readonly TableRow[]): readonly number[] =>
  [
    ...new Set(
      rows.flatMap(({ cells }) =>
        cells.flatMap(({ runs, diverged }) => [...runs.map(({ seed }) => seed), ...diverged]),
      ),
    ),
  ].sort((a, b) => a - b);

const RUN_COLUMNS = ['Row', 'Column', 'Over seeds', 'Over examples'];

const boundsCell = (interval: Interval | null, reason: string): TextCell =>
  interval === null ? absentCell(reason) : textCell(`${percent(interval.low)} to ${percent(interval.high)}`);

/** Null: nothing failed or diverged. */
export function failureTable({ failures }: Pick<Report, 'failures'>): TextTable | null {
  if (failures.length === 0) return null;
  return {
    title: 'Stages that failed or diverged',
    columns: [left('Stage'), left('Key'), left('Error'), left('Trials that lack it')],
    groups: [
      failures.map(({ label, key, error, trials }) => [
        textCell(label),
        textCell(key.slice(0, KEY_SIGNS)),
        textCell(error),
        textCell(trials.join('; ')),
      ]),
    ],
    notes: ['What such a stage should have given is absent above, never zero.'],
    mark: null,
  };
}

export function dataTable({ dataHashes, mark }: Pick<Report, 'dataHashes' | 'mark'>): TextTable {
  return {
    title: 'Data by content',
    columns: [left('Data'), left('sha256')],
    groups: [dataHashes.map(({ what, sha256 }) => [textCell(what), textCell(sha256)])],
    notes: ['Every stage that reads the data has this hash in its key: other bytes are another result.'],
    mark,
  };
}
