/** Which files a data hash stands for, and what is known of them, as rows. */
import type { Knex } from 'knex';
import { insertAll, jsonOf } from './rows.js';
import type { DataFacts, DataFile, ExampleText } from './store.js';

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

export async function saveDataFacts(database: Knex, data: string, facts: DataFacts): Promise<void> {
  const { status, findings, warnings } = facts;
  await database('data_facts')
    .insert({ data, status, findings: JSON.stringify(findings), warnings: JSON.stringify(warnings) })
    .onConflict('data')
    .merge();
}

/** Null, too, where an older database could not be brought up to date. */
export async function dataFacts(database: Knex, data: string): Promise<DataFacts | null> {
  if (!(await database.schema.hasTable('data_facts'))) return null;
  const row = await database('data_facts').where({ data }).first();
  if (row === undefined) return null;
  const sentences = (column: 'findings' | 'warnings'): string[] =>
    jsonOf('data_facts', row, column) as string[];
  return { status: row.status, findings: sentences('findings'), warnings: sentences('warnings') };
}

export async function saveTexts(
  database: Knex,
  data: string,
  examples: readonly ExampleText[],
): Promise<void> {
  if ((await database('example_texts').where({ data }).first()) !== undefined) return;
  await database.transaction(async (transaction) => {
    const rows = examples.map(({ split, id, text }, ordinal) => ({
      data,
      ordinal,
      split,
      example: id,
      text,
    }));
    await insertAll(transaction, 'example_texts', rows);
  });
}

/** None, too, where an older database could not be brought up to date. */
export async function texts(database: Knex, data: string): Promise<readonly ExampleText[]> {
  if (!(await database.schema.hasTable('example_texts'))) return [];
  return database('example_texts')
    .select('split', 'example as id', 'text')
    .where({ data })
    .orderBy('ordinal');
}
