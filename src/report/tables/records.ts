/** Tables of what lies behind the numbers: every run, what failed, the data. Too long for a paper's tables. */
import type { Column } from '../../results/columns.js';
import type { DataHash } from '../../results/data.js';
import type { Interval } from '../../results/intervals.js';
import type { Cell, TableRow } from '../../results/scores.js';
import { TASKS } from '../../tasks/index.js';
import type { Report } from '../report.js';
import { absenceText, DIVERGED } from '../words/absences.js';
import { columnName, scoreUnit } from '../words/columns.js';
import { countText, DEGENERATE_TITLE, howFound, signsText, whatHelps } from '../words/degenerate.js';
import { dataName, dataNotes, statusText } from '../words/data.js';
import { percent } from '../words/numbers.js';
import { errorText, trialsText } from '../words/runs.js';
import { stageAnchor } from './anchors.js';
import { absentCell, textCell } from './cells.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

const left = (heading: string): TextColumn => ({ heading: [heading], align: 'left' });

/** Signs of a stage's key that `reprise show` needs to find it. */
const KEY_SIGNS = 10;

/** How verification knows the table of runs. */
export const RUNS_TITLE = 'All runs behind the scores';

/** Each run of each cell of the main table with the stage that it can be traced to: a column a seed. */
export function runTable({ table, mark }: Pick<Report, 'table' | 'mark'>): TextTable {
  const rows = table.rows.filter(({ role }) => role !== 'published');
  const seeds = seedsOf(rows);
  return {
    title: RUNS_TITLE,
    columns: [...RUN_COLUMNS.map(left), ...seeds.map((seed) => left(`Seed ${seed}`))],
    groups: rows.map((row) => table.columns.map((column, index) => runRow(row, { column, index, seeds }))),
    notes: [
      `Score (${scoreUnit(table.columns)}), then the stage that gave it: reprise show STAGE prints its options, commit, data, metrics and ` +
        'cost. Non-neural baselines have one run, whatever the seeds of the variants.',
      '95 % confidence intervals: over seeds, for other seeds on these examples (Student’s t); over examples, for these ' +
        'runs on other examples (Wilson’s for accuracy and F1 of one run, otherwise a bootstrap).',
    ],
    mark,
  };
}

function runRow(
  { label, cells }: TableRow,
  { column, index, seeds }: { column: Column; index: number; seeds: readonly number[] },
): TextRow {
  const cell = cells[index]!;
  const { interval, examples } = cell;
  const absent = absenceText(cell);
  return [
    textCell(label),
    textCell(columnName(column)),
    boundsCell(interval?.over === 'seeds' ? interval : null, absent ?? 'a single run'),
    boundsCell(examples, absent ?? 'no spread'),
    ...seeds.map((seed) => seedCell(cell, seed)),
  ];
}

function seedCell(cell: Cell, seed: number): TextCell {
  if (cell.diverged.includes(seed)) return textCell(DIVERGED);
  const run = cell.runs.find((one) => one.seed === seed);
  if (run === undefined) return absentCell(absenceText(cell) ?? 'no run with this seed');
  const score = percent(run.value, 2);
  if (run.stage === null) return textCell(score);
  const link = { to: stageAnchor(run.stage), note: null, id: null };
  return { ...textCell(`${score}  ${run.stage.slice(0, KEY_SIGNS)}`), link };
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
    columns: [left('Stage'), left('Key'), left('Error'), left('Trials affected')],
    groups: [
      failures.map((failure) => [
        textCell(failure.label),
        textCell(failure.key.slice(0, KEY_SIGNS)),
        textCell(errorText(failure)),
        textCell(trialsText(failure)),
      ]),
    ],
    notes: ['The results of such a stage are absent above, never zero.'],
    mark: null,
  };
}

/** Null: no finished run is degenerate. */
export function degenerateTable({
  degenerate,
  mark,
  mode,
}: Pick<Report, 'degenerate' | 'mark' | 'mode'>): TextTable | null {
  if (degenerate.length === 0) return null;
  return {
    title: DEGENERATE_TITLE,
    columns: [left('Variant'), left('Task'), left('Runs'), left('Found')],
    groups: [
      degenerate.map((one) => [
        textCell(one.variant),
        textCell(TASKS[one.task].title),
        textCell(countText(one)),
        textCell(signsText(one)),
      ]),
    ],
    notes: [howFound(mode), whatHelps(mode)],
    mark,
  };
}

export function dataTable({ dataHashes, mark }: Pick<Report, 'dataHashes' | 'mark'>): TextTable {
  return {
    title: 'Data',
    columns: [left('Data'), left('Status'), left('sha256')],
    groups: [dataHashes.map(dataRow)],
    notes: [
      'The hash is part of the key of every stage that reads the data: other bytes give another result.',
      ...dataNotes(dataHashes),
    ],
    mark,
  };
}

function dataRow(hash: DataHash): TextRow {
  const status = statusText(hash);
  return [
    textCell(dataName(hash)),
    status === null ? absentCell('not recorded') : textCell(status),
    textCell(hash.sha256),
  ];
}
