/** Which files a data hash stands for, as rows. */
import type { Knex } from 'knex';
import { insertAll } from './rows.js';
import type { DataFile } from './store.js';

export async function saveData(database: Knex, data: string, files: readonly DataFile[]): Promise<void> {
  // Read outside the transaction: SQLite lets none wait for another writer once it has read.
  if ((await database('data_files').where({ data }).first()) !== undefined) return;
  await database.transaction(async (transaction) => {
    const rows = files.map(({ name, sha256 }, ordinal) => ({ data, ordinal, name, sha256 }));
    await insertAll(transaction, 'data_files', rows);
  });
}

export async function dataFiles(database: Knex, data: string): Promise<readonly DataFile[] | null> {
  const rows = await database('data_files').select('name', 'sha256').where({ data }).orderBy('ordinal');
  return rows.length === 0 ? null : rows;
}
