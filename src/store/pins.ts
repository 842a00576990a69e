/** Pins: stages whose artifacts stay, by the experiment that they were pinned for. */
import type { Knex } from 'knex';
import { insertAll } from './rows.js';
import type { Pin } from './store.js';

export async function pin(database: Knex, experiment: string, keys: readonly string[]): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction('pins').where({ experiment }).delete();
    const rows = keys.map((key) => ({ experiment, key }));
    await insertAll(transaction, 'pins', rows);
  });
}

export async function unpin(database: Knex, experiment: string): Promise<void> {
  await database('pins').where({ experiment }).delete();
}

/** By experiment, keys in order. */
export async function pins(database: Knex): Promise<readonly Pin[]> {
  const rows = await database('pins').orderBy(['experiment', 'key']);
  const names = [...new Set(rows.map(({ experiment }) => experiment))];
  return names.map((experiment) => ({
    experiment,
    keys: rows.filter((row) => row.experiment === experiment).map(({ key }) => key),
  }));
}
