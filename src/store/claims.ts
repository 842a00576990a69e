/** When each claim of an experiment was first saved. What was written once stays written. */
import type { Knex } from 'knex';
import type { PlannedClaim } from '../plan/claims.js';
import type { WrittenClaim } from './store.js';

/** Records claims that are new; those that are known keep their time. */
export async function saveClaims(
  database: Knex,
  experiment: string,
  { claims, at }: { claims: readonly PlannedClaim[]; at: string },
): Promise<void> {
  const rows = claims.map(({ hash, claim }) => ({
    ...{ experiment, hash, written_at: at },
    definition: JSON.stringify(claim),
  }));
  if (rows.length > 0) await database('claims').insert(rows).onConflict(['experiment', 'hash']).ignore();
}

/** In the order they were written; equal times: by hash. */
export async function claims(database: Knex, experiment: string): Promise<readonly WrittenClaim[]> {
  const rows = await database('claims').where({ experiment }).orderBy(['written_at', 'hash']);
  return rows.map(({ hash, written_at, definition }) => ({
    ...{ hash, writtenAt: written_at },
    claim: JSON.parse(definition),
  }));
}
