/** Which files a data hash stands for, as rows. */
import type { Knex } from 'knex';
import { insertAll } from './rows.js';
import type { DataFile } from './store.js';

export async function saveData(database: Knex, data: string, files: readonly DataFile[]): Promise<void> {
  await database.transaction(async (transaction) => {
    if ((await transaction('data_files').where({ data }).first()) !== undefined) return;
    const rows = files.map(({ name, sha256 }, ordinal) => ({ data, ordinal, name, sha256 }));
    await insertAll(transaction, 'data_files', rows);
  });
}

export async function dataFiles(database: Knex, data: string): Promise<readonly DataFile[] | null> {
  const rows = await database('data_files').select('name', 'sha256').where({ data }).orderBy('ordinal');
  return rows.length === 0 ? null : rows;
}
