/** Uncommitted changes, each kept once by its content. */
import type { Knex } from 'knex';
import type { Diff } from './store.js';

export async function saveDiff(database: Knex, { sha256, bytes, content }: Diff): Promise<void> {
  await database('diffs')
    .insert({ sha256, bytes, content: Buffer.from(content) })
    .onConflict('sha256')
    .ignore();
}

export async function diff(database: Knex, sha256: string): Promise<Diff | null> {
  const row = await database('diffs').select('sha256', 'bytes', 'content').where({ sha256 }).first();
  return row ?? null;
}
