/** The tables and columns that this program reads and writes, held against those that a database has. */
import type { Knex } from 'knex';
import type { TableRows } from './tables.js';

type Columns = { readonly [Table in keyof TableRows]: readonly (keyof TableRows[Table] & string)[] };

/** Of a database that is up to date. */
export const COLUMNS: Columns = {
  experiments: ['name', 'definition', 'overrides'],
  variants: ['experiment', 'ordinal', 'name', 'levels', 'definition'],
  planned_stages: ['experiment', 'ordinal', 'key', 'label', 'spec', 'inputs', 'estimate'],
  trials: ['experiment', 'ordinal', 'variant', 'seed', 'stages'],
  environments: ['id', 'experiment', 'at', 'definition'],
  hypotheses: ['experiment', 'hash', 'written_at', 'definition'],
  stages: [
    ...(['key', 'kind', 'label', 'status', 'started_at', 'seconds', 'error', 'engine', 'threads'] as const),
    ...(['commit', 'machine', 'facts', 'spec', 'estimate', 'identity', 'provenance'] as const),
  ],
  metrics: ['stage', 'ordinal', 'name', 'split', 'step', 'value'],
  predictions: ['stage', 'ordinal', 'split', 'example', 'label', 'predicted', 'scores'],
  overlaps: ['stage', 'ordinal', 'split', 'example', 'words', 'corpus', 'train', 'copy'],
  data_files: ['data', 'ordinal', 'name', 'sha256'],
  pins: ['experiment', 'key'],
  diffs: ['sha256', 'bytes', 'content'],
  data_facts: ['data', 'status', 'findings', 'warnings'],
  example_texts: ['data', 'ordinal', 'split', 'example', 'text'],
};

/** A database that lacks a table or a column that its migrations gave it. */
export class DamagedSchema extends Error {}

/** Throws DamagedSchema where one is gone. */
export async function requireColumns(database: Knex): Promise<void> {
  const present = await columnsOf(database);
  for (const [table, columns] of Object.entries<readonly string[]>(COLUMNS)) {
    const found = present.get(table);
    if (found === undefined) throw new DamagedSchema(`its table ${table} is gone`);
    const lost = columns.find((column) => !found.includes(column));
    if (lost !== undefined) throw new DamagedSchema(`its table ${table} has no column ${lost}`);
  }
}

/** The columns of each table, in their order. */
export async function columnsOf(database: Knex): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await database.raw<readonly { table: string; column: string }[]>(
    'select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c ' +
      `where m.type = 'table'`,
  );
  const columns = new Map<string, string[]>();
  for (const { table, column } of rows) columns.set(table, [...(columns.get(table) ?? []), column]);
  return columns;
}
