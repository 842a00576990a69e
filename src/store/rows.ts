/** Inserting many rows. */
import type { Knex } from 'knex';

/** Rows a statement: seven columns of them stay well under SQLite's limit of 32,766 values. */
const CHUNK = 400;

export async function insertAll(
  transaction: Knex.Transaction,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  if (rows.length > 0) await transaction.batchInsert(table, [...rows], CHUNK);
}
