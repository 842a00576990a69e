/** Plans and environments of experiments, as rows. */
import type { Knex } from 'knex';
import type { Experiment } from '../experiment/schema.js';
import type { Plan, Trial, Variant } from '../plan/plan.js';
import type { Stage } from '../stages/index.js';
import { insertAll } from './rows.js';
import type { Environment } from './store.js';

export async function savePlan(database: Knex, plan: Plan): Promise<void> {
  const experiment = plan.experiment.name;
  await database.transaction(async (transaction) => {
    const definition = JSON.stringify(plan.experiment);
    const row = { name: experiment, definition, overrides: JSON.stringify(plan.overrides) };
    await transaction('experiments').insert(row).onConflict('name').merge();
    for (const table of ['variants', 'planned_stages', 'trials'])
      await transaction(table).where({ experiment }).delete();
    await insertAll(
      transaction,
      'variants',
      plan.variants.map((variant, ordinal) => ({
        experiment,
        ordinal,
        name: variant.name,
        levels: JSON.stringify(variant.levels),
        definition: JSON.stringify(variant.experiment),
      })),
    );
    await insertAll(
      transaction,
      'planned_stages',
      plan.stages.map(({ key, label, spec, inputs, estimate }, ordinal) => ({
        ...{ experiment, ordinal, key, label },
        spec: JSON.stringify(spec),
        inputs: JSON.stringify(inputs),
        estimate: JSON.stringify(estimate),
      })),
    );
    await insertAll(
      transaction,
      'trials',
      plan.trials.map(({ variant, seed, stages }, ordinal) => ({
        ...{ experiment, ordinal, variant, seed },
        stages: JSON.stringify(stages),
      })),
    );
  });
}

export async function loadPlan(database: Knex, experiment: string): Promise<Plan | null> {
  return database.transaction(async (transaction) => {
    const found = await transaction('experiments').where({ name: experiment }).first();
    if (found === undefined) return null;
    const rowsOf = (table: string) => transaction(table).where({ experiment }).orderBy('ordinal');
    return {
      experiment: withHypotheses(JSON.parse(found.definition)),
      overrides: JSON.parse(found.overrides),
      variants: (await rowsOf('variants')).map(variantOf),
      trials: (await rowsOf('trials')).map(trialOf),
      stages: (await rowsOf('planned_stages')).map(stageOf),
    };
  });
}

/** Plans that were saved before there were hypotheses have none. */
const withHypotheses = (saved: Experiment): Experiment => ({
  ...saved,
  hypotheses: (saved as Partial<Experiment>).hypotheses ?? {},
});

interface VariantRow {
  readonly name: string;
  readonly levels: string;
  readonly definition: string;
}

const variantOf = ({ name, levels, definition }: VariantRow): Variant => ({
  name,
  levels: JSON.parse(levels),
  experiment: JSON.parse(definition),
});

interface TrialRow {
  readonly variant: string;
  readonly seed: number;
  readonly stages: string;
}

const trialOf = ({ variant, seed, stages }: TrialRow): Trial => ({
  variant,
  seed: Number(seed),
  stages: JSON.parse(stages),
});

interface PlannedStageRow {
  readonly key: string;
  readonly label: string;
  readonly spec: string;
  readonly inputs: string;
  readonly estimate: string;
}

const stageOf = ({ key, label, spec, inputs, estimate }: PlannedStageRow): Stage => ({
  key,
  spec: JSON.parse(spec),
  inputs: JSON.parse(inputs),
  label,
  estimate: JSON.parse(estimate),
});

/** Every experiment, by name; savedAt: when it last ran something. */
export async function experiments(
  database: Knex,
): Promise<readonly { name: string; description: string; trials: number; savedAt: string | null }[]> {
  const rows = await database('experiments').select('name', 'definition').orderBy('name');
  const counts: { experiment: string; trials: number }[] = await database('trials')
    .select('experiment', database.raw('count(*) as trials'))
    .groupBy('experiment');
  const latest: { experiment: string; at: string }[] = await database('environments')
    .select('experiment', 'at')
    .whereIn('id', database('environments').max('id').groupBy('experiment'));
  const trials = new Map(counts.map((row) => [row.experiment, Number(row.trials)]));
  const times = new Map(latest.map((row) => [row.experiment, row.at]));
  return rows.map(({ name, definition }) => ({
    name,
    description: JSON.parse(definition).description ?? '',
    trials: trials.get(name) ?? 0,
    savedAt: times.get(name) ?? null,
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
  return row === undefined ? null : JSON.parse(row.definition);
}
