/** Records, metrics and predictions of stages, as rows. */
import type { Knex } from 'knex';
import type { Overlap } from '../stages/overlap/overlap.js';
import type { Metric, Prediction, StageResult } from '../stages/result.js';
import { insertAll } from './rows.js';
import type { StageRecord } from './store.js';

export async function saveStage(
  database: Knex,
  record: StageRecord,
  result: StageResult | null,
): Promise<void> {
  const stage = record.key;
  await database.transaction(async (transaction) => {
    await transaction('stages').where({ key: stage }).delete();
    await transaction('stages').insert(rowOf(record));
    const metrics = result?.metrics ?? [];
    const predictions = result?.predictions ?? [];
    const overlaps = result?.overlaps ?? [];
    await insertAll(
      transaction,
      'metrics',
      metrics.map((metric, ordinal) => ({ stage, ordinal, ...finite(metric, record) })),
    );
    await insertAll(
      transaction,
      'predictions',
      predictions.map(({ split, id, label, predicted, scores }, ordinal) => ({
        ...{ stage, ordinal, split, example: id, label, predicted },
        scores: JSON.stringify(scores),
      })),
    );
    await insertAll(
      transaction,
      'overlaps',
      overlaps.map(({ id, ...same }, ordinal) => ({ stage, ordinal, example: id, ...same })),
    );
  });
}

/** A metric is a number: a stage that meets a non-finite one has failed and says so. */
function finite(metric: Metric, { label }: StageRecord): Metric {
  const { name, split, step, value } = metric;
  if (Number.isFinite(value)) return { name, split, step, value };
  throw new Error(`"${label}" gave ${value} as its ${name} on ${split} at step ${step}; a metric is finite.`);
}

interface StageRow {
  readonly key: string;
  readonly kind: string;
  readonly label: string;
  readonly status: StageRecord['status'];
  readonly started_at: string;
  readonly seconds: number;
  readonly error: string | null;
  readonly engine: string;
  readonly threads: number;
  readonly commit: string | null;
  readonly machine: string;
  readonly facts: string;
  readonly spec: string;
  readonly estimate: string;
  readonly identity: string | null;
  readonly provenance: string | null;
}

function rowOf({ startedAt, facts, spec, estimate, identity, provenance, ...same }: StageRecord): StageRow {
  const json = {
    facts: JSON.stringify(facts),
    spec: JSON.stringify(spec),
    estimate: JSON.stringify(estimate),
    identity: identity === null ? null : JSON.stringify(identity),
    provenance: provenance === null ? null : JSON.stringify(provenance),
  };
  return { ...same, started_at: startedAt, ...json };
}

function recordOf({
  started_at,
  facts,
  spec,
  estimate,
  identity,
  provenance,
  ...same
}: StageRow): StageRecord {
  const parsed = {
    facts: JSON.parse(facts),
    spec: JSON.parse(spec),
    estimate: JSON.parse(estimate),
    identity: identity === null ? null : JSON.parse(identity),
    provenance: provenance === null ? null : JSON.parse(provenance),
  };
  return { ...same, startedAt: started_at, ...parsed };
}

/** Keys a statement, under SQLite's limit of 32,766 values. */
const KEYS_AT_ONCE = 10_000;

export async function stages(
  database: Knex,
  keys: readonly string[],
): Promise<ReadonlyMap<string, StageRecord>> {
  const found = new Map<string, StageRecord>();
  for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
    const some = keys.slice(from, from + KEYS_AT_ONCE);
    const rows: StageRow[] = await database('stages').whereIn('key', some);
    rows.forEach((row) => found.set(row.key, recordOf(row)));
  }
  return new Map(keys.flatMap((key) => pairs(key, found.get(key))));
}

const pairs = (key: string, record: StageRecord | undefined): [string, StageRecord][] =>
  record === undefined ? [] : [[key, record]];

/** By key. */
export async function allStages(database: Knex): Promise<readonly StageRecord[]> {
  const rows: StageRow[] = await database('stages').orderBy('key');
  return rows.map(recordOf);
}

export async function metrics(database: Knex, stage: string): Promise<readonly Metric[]> {
  return database('metrics').select('name', 'split', 'step', 'value').where({ stage }).orderBy('ordinal');
}

export async function predictions(database: Knex, stage: string): Promise<readonly Prediction[]> {
  const rows = await database('predictions').where({ stage }).orderBy('ordinal');
  return rows.map(({ split, example, label, predicted, scores }) => ({
    ...{ split, id: example, label, predicted },
    scores: JSON.parse(scores),
  }));
}

export async function overlaps(database: Knex, stage: string): Promise<readonly Overlap[]> {
  return database('overlaps')
    .select('split', 'example as id', 'words', 'corpus', 'train', 'copy')
    .where({ stage })
    .orderBy('ordinal');
}
