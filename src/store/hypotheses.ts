/** When each hypothesis of an experiment was first saved. What was written once stays written. */
import type { Knex } from 'knex';
import type { Hypothesis } from '../experiment/schema.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import { jsonOf } from './rows.js';
import type { WrittenHypothesis } from './store.js';

/** Records hypotheses that are new; those that are known keep their time. */
export async function saveHypotheses(
  database: Knex,
  experiment: string,
  { hypotheses, at }: { hypotheses: readonly PlannedHypothesis[]; at: string },
): Promise<void> {
  const rows = hypotheses.map(({ hash, hypothesis }) => ({
    experiment,
    hash,
    written_at: at,
    definition: JSON.stringify(hypothesis),
  }));
  if (rows.length > 0) await database('hypotheses').insert(rows).onConflict(['experiment', 'hash']).ignore();
}

/** In the order they were written; equal times: by hash. */
export async function hypotheses(database: Knex, experiment: string): Promise<readonly WrittenHypothesis[]> {
  const rows = await database('hypotheses').where({ experiment }).orderBy(['written_at', 'hash']);
  return rows.map((row) => ({
    hash: row.hash,
    writtenAt: row.written_at,
    hypothesis: jsonOf('hypotheses', row, 'definition') as Hypothesis,
  }));
}
