/** Plans and environments of experiments, as rows. */
import type { Knex } from 'knex';
import type { Experiment } from '../experiment/schema.js';
import type { Plan, Trial, Variant } from '../plan/plan.js';
import type { Stage } from '../stages/index.js';
import { insertAll, jsonOf } from './rows.js';
import type { Environment } from './store.js';
import type { PlannedStageRow, TrialRow, VariantRow } from './tables.js';

export async function savePlan(database: Knex, plan: Plan): Promise<void> {
  const experiment = plan.experiment.name;
  await database.transaction(async (transaction) => {
    const definition = JSON.stringify(plan.experiment);
    const row = { name: experiment, definition, overrides: JSON.stringify(plan.overrides) };
    await transaction('experiments').insert(row).onConflict('name').merge();
    for (const table of ['variants', 'planned_stages', 'trials'] as const)
      await transaction(table).where({ experiment }).delete();
    await insertAll(transaction, 'variants', plan.variants.map(variantRow(experiment)));
    await insertAll(transaction, 'planned_stages', plan.stages.map(stageRow(experiment)));
    await insertAll(transaction, 'trials', plan.trials.map(trialRow(experiment)));
  });
}

const variantRow =
  (experiment: string) =>
  (variant: Variant, ordinal: number): VariantRow => ({
    experiment,
    ordinal,
    name: variant.name,
    levels: JSON.stringify(variant.levels),
    definition: JSON.stringify(variant.experiment),
  });

const stageRow =
  (experiment: string) =>
  ({ key, label, spec, inputs, estimate }: Stage, ordinal: number): PlannedStageRow => ({
    experiment,
    ordinal,
    key,
    label,
    spec: JSON.stringify(spec),
    inputs: JSON.stringify(inputs),
    estimate: JSON.stringify(estimate),
  });

const trialRow =
  (experiment: string) =>
  ({ variant, seed, stages }: Trial, ordinal: number): TrialRow => ({
    experiment,
    ordinal,
    variant,
    seed,
    stages: JSON.stringify(stages),
  });

export async function loadPlan(database: Knex, experiment: string): Promise<Plan | null> {
  return database.transaction(async (transaction) => {
    const found = await transaction('experiments').where({ name: experiment }).first();
    if (found === undefined) return null;
    const variants = await transaction('variants').where({ experiment }).orderBy('ordinal');
    const trials = await transaction('trials').where({ experiment }).orderBy('ordinal');
    const stages = await transaction('planned_stages').where({ experiment }).orderBy('ordinal');
    return {
      experiment: jsonOf('experiments', found, 'definition') as Experiment,
      overrides: jsonOf('experiments', found, 'overrides') as Plan['overrides'],
      variants: variants.map(variantOf),
      trials: trials.map(trialOf),
      stages: stages.map(stageOf),
    };
  });
}

const variantOf = (row: VariantRow): Variant => ({
  name: row.name,
  levels: jsonOf('variants', row, 'levels') as Variant['levels'],
  experiment: jsonOf('variants', row, 'definition') as Experiment,
});

const trialOf = (row: TrialRow): Trial => ({
  variant: row.variant,
  seed: Number(row.seed),
  stages: jsonOf('trials', row, 'stages') as Trial['stages'],
});

const stageOf = (row: PlannedStageRow): Stage => ({
  key: row.key,
  spec: jsonOf('planned_stages', row, 'spec') as Stage['spec'],
  inputs: jsonOf('planned_stages', row, 'inputs') as Stage['inputs'],
  label: row.label,
  estimate: jsonOf('planned_stages', row, 'estimate') as Stage['estimate'],
});

/** Every experiment, by name; savedAt: when it last ran something. */
export async function experiments(
  database: Knex,
): Promise<readonly { name: string; description: string; trials: number; savedAt: string | null }[]> {
  const rows = await database('experiments').select('name', 'definition').orderBy('name');
  const counts = await database('trials').select('experiment').count({ trials: '*' }).groupBy('experiment');
  const latest = await database('environments')
    .select('experiment', 'at')
    .whereIn('id', database('environments').max('id').groupBy('experiment'));
  const trials = new Map(counts.map((row) => [row.experiment, Number(row.trials)]));
  const times = new Map(latest.map((row) => [row.experiment, row.at]));
  return rows.map((row) => ({
    name: row.name,
    description: (jsonOf('experiments', row, 'definition') as Partial<Experiment>).description ?? '',
    trials: trials.get(row.name) ?? 0,
    savedAt: times.get(row.name) ?? null,
  }));
}

export async function saveEnvironment(
  database: Knex,
  experiment: string,
  { environment, at }: { environment: Environment; at: string },
): Promise<void> {
  await database('environments').insert({ experiment, at, definition: JSON.stringify(environment) });
}

/** The environment saved last. */
export async function environment(database: Knex, experiment: string): Promise<Environment | null> {
  const row = await database('environments').where({ experiment }).orderBy('id', 'desc').first();
  return row === undefined ? null : (jsonOf('environments', row, 'definition') as Environment);
}
