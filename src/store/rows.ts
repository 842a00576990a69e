/** Inserting many rows. */
import type { Knex } from 'knex';
import type { TableRows } from './tables.js';

/** Rows per statement: eight columns of them stay well under SQLite's limit of 32,766 values. */
const CHUNK = 400;

export async function insertAll<Table extends keyof TableRows>(
  transaction: Knex.Transaction,
  table: Table,
  rows: readonly TableRows[Table][],
): Promise<void> {
  const records: object[] = [...rows];
  if (records.length > 0) await transaction.batchInsert<object>(table as string, records, CHUNK);
}
