/** Tables of what lies behind the numbers: every run, what failed, the data. Too long for a paper's tables. */
import type { Report } from '../model.js';
import { textCell } from './cells.js';
import { percent } from './numbers.js';
import type { TextColumn, TextTable } from './table.js';

const left = (heading: string): TextColumn => ({ heading: [heading], align: 'left' });
const right = (heading: string): TextColumn => ({ heading: [heading], align: 'right' });

/** Signs of a stage's key that `reprise show` needs to find it. */
const KEY_SIGNS = 12;

/** Each run of each cell of the main table with the stage that it can be traced to. */
export function runTable({ table, mark }: Pick<Report, 'table' | 'mark'>): TextTable {
  const groups = table.rows
    .filter(({ role }) => role !== 'published')
    .map(({ label, cells }) =>
      table.columns.flatMap(({ label: column, metric }, index) =>
        cells[index].runs.map(({ seed, value, stage }) => [
          textCell(label),
          textCell(`${column} ${metric}`),
          textCell(String(seed)),
          textCell(percent(value, 2)),
          textCell(stage === null ? '' : stage.slice(0, KEY_SIGNS)),
        ]),
      ),
    )
    .filter((rows) => rows.length > 0);
  return {
    title: 'Every run behind the table of scores',
    columns: [left('Row'), left('Column'), right('Seed'), right('Score, percent'), left('Stage')],
    groups,
    notes: ['`reprise show STAGE` prints the options, commit, data hashes, metrics and cost of a stage.'],
    mark,
  };
}

/** Null: nothing failed. */
export function failureTable({ failures }: Pick<Report, 'failures'>): TextTable | null {
  if (failures.length === 0) return null;
  return {
    title: 'Stages that failed',
    columns: [left('Stage'), left('Key'), left('Error'), left('Trials that lack it')],
    groups: [
      failures.map(({ label, key, error, trials }) => [
        textCell(label),
        textCell(key.slice(0, KEY_SIGNS)),
        textCell(error),
        textCell(trials.join('; ')),
      ]),
    ],
    notes: ['What a failed stage should have given is absent above, never zero.'],
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
