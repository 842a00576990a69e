/** Records, metrics and predictions of stages, as rows. */
import type { Knex } from 'knex';
import type { Facts, Metric, Overlap, Prediction, StageResult } from '../stages/result.js';
import { insertAll, jsonOf } from './rows.js';
import type { StageRecord } from './store.js';
import type { StageRow, TableRows } from './tables.js';

export async function saveStage(
  database: Knex,
  record: StageRecord,
  result: StageResult | null,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction('stages').where({ key: record.key }).delete();
    await transaction('stages').insert(rowOf(record));
    if (result !== null) await saveResult(transaction, record, result);
  });
}

async function saveResult(
  transaction: Knex.Transaction,
  record: StageRecord,
  { metrics, predictions, overlaps = [] }: StageResult,
): Promise<void> {
  const stage = record.key;
  const metricRows = metrics.map((metric, ordinal) => ({ stage, ordinal, ...finite(metric, record) }));
  await insertAll(transaction, 'metrics', metricRows);
  const predictionRows = predictions.map(({ split, id, label, predicted, scores }, ordinal) => ({
    stage,
    ordinal,
    split,
    example: id,
    label,
    predicted,
    scores: JSON.stringify(scores),
  }));
  await insertAll(transaction, 'predictions', predictionRows);
  const overlapRows = overlaps.map(({ id, ...same }, ordinal) => ({ stage, ordinal, example: id, ...same }));
  await insertAll(transaction, 'overlaps', overlapRows);
}

/** A metric is a number: a stage that meets a non-finite one has failed and says so. */
function finite(metric: Metric, { label }: StageRecord): Metric {
  const { name, split, step, value } = metric;
  if (Number.isFinite(value)) return { name, split, step, value };
  throw new Error(`"${label}" gave ${value} as its ${name} on ${split} at step ${step}; a metric is finite.`);
}

function rowOf({ startedAt, facts, spec, estimate, identity, provenance, ...same }: StageRecord): StageRow {
  return {
    ...same,
    started_at: startedAt,
    facts: JSON.stringify(facts),
    spec: JSON.stringify(spec),
    estimate: JSON.stringify(estimate),
    identity: identity === null ? null : JSON.stringify(identity),
    provenance: provenance === null ? null : JSON.stringify(provenance),
  };
}

function recordOf(row: StageRow): StageRecord {
  const { started_at, facts, spec, estimate, identity, provenance, ...same } = row;
  const json = (column: Partial<StageRow>): unknown => jsonOf('stages', { key: row.key, ...column });
  return {
    ...same,
    startedAt: started_at,
    facts: json({ facts }) as Facts,
    spec: json({ spec }) as StageRecord['spec'],
    estimate: json({ estimate }) as StageRecord['estimate'],
    identity: identity === null ? null : (json({ identity }) as StageRecord['identity']),
    provenance: provenance === null ? null : (json({ provenance }) as StageRecord['provenance']),
  };
}

/** Keys per statement, under SQLite's limit of 32,766 values. */
const KEYS_AT_ONCE = 10_000;

export async function stages(
  database: Knex,
  keys: readonly string[],
): Promise<ReadonlyMap<string, StageRecord>> {
  const found = new Map<string, StageRecord>();
  for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
    const some = keys.slice(from, from + KEYS_AT_ONCE);
    for (const row of await database('stages').whereIn('key', some)) found.set(row.key, recordOf(row));
  }
  return new Map(keys.flatMap((key) => pairs(key, found.get(key))));
}

const pairs = (key: string, record: StageRecord | undefined): [string, StageRecord][] =>
  record === undefined ? [] : [[key, record]];

/** By key. */
export async function allStages(database: Knex): Promise<readonly StageRecord[]> {
  const rows = await database('stages').orderBy('key');
  return rows.map(recordOf);
}

export async function metrics(database: Knex, stage: string, name?: string): Promise<readonly Metric[]> {
  return database('metrics')
    .select('name', 'split', 'step', 'value')
    .where(name === undefined ? { stage } : { stage, name })
    .orderBy('ordinal');
}

export async function predictions(database: Knex, stage: string): Promise<readonly Prediction[]> {
  const rows = await database('predictions').where({ stage }).orderBy('ordinal');
  return rows.map((row) => predictionOf(row));
}

function predictionOf(row: TableRows['predictions']): Prediction {
  const { split, example, label, predicted } = row;
  return {
    split,
    id: example,
    label,
    predicted,
    scores: jsonOf('predictions', row, 'scores') as Prediction['scores'],
  };
}

export async function overlaps(database: Knex, stage: string): Promise<readonly Overlap[]> {
  return database('overlaps')
    .select('split', 'example as id', 'words', 'corpus', 'train', 'copy')
    .where({ stage })
    .orderBy('ordinal');
}
