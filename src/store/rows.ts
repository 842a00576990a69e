/** Inserting many rows; reading columns that hold JSON. */
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

/** A row that is not as it was written. */
export class DamagedRow extends Error {
  constructor(
    readonly table: keyof TableRows,
    /** Of the row: "key abc". */
    readonly row: string,
    readonly column: string,
  ) {
    super(`The row with ${row} of the table ${table} has no sound ${column}.`);
  }
}

/** Columns by which a row is known to people. */
const KNOWN_BY = ['key', 'stage', 'data', 'name', 'experiment', 'variant', 'seed', 'ordinal', 'id', 'hash'];

/** A column, by default the last, that holds an object or a list as JSON. Throws DamagedRow where it holds none. */
export function jsonOf<Table extends keyof TableRows>(
  table: Table,
  row: Partial<TableRows[Table]>,
  column = Object.keys(row).at(-1) as keyof TableRows[Table] & string,
): unknown {
  const value = parsed(row[column]);
  if (typeof value === 'object' && value !== null) return value;
  const values = row as Readonly<Record<string, unknown>>;
  const known = KNOWN_BY.filter((name) => values[name] !== undefined);
  throw new DamagedRow(table, known.map((name) => `${name} ${String(values[name])}`).join(', '), column);
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
