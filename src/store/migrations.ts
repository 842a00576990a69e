/**
 * The schema's history, forward only. A migration that has shipped is never edited: add the next one below. Times are
 * ISO 8601 text; structured values are JSON text; an ordinal keeps the order of what was saved.
 */
import type { Knex } from 'knex';

type Migration = Pick<Knex.Migration, 'up'>;

const first: Migration = {
  async up(database) {
    await createPlans(database);
    await createHypotheses(database);
    await createStages(database);
    await createResults(database);
    await createKept(database);
  },
};

async function createPlans(database: Knex): Promise<void> {
  await database.schema.createTable('experiments', (table) => {
    table.text('name').primary();
    table.text('definition').notNullable();
    table.text('overrides').notNullable();
  });
  await database.schema.createTable('variants', (table) => {
    ordinalOf(table, 'experiment');
    table.text('name').notNullable();
    table.text('levels').notNullable();
    table.text('definition').notNullable();
    table.unique(['experiment', 'name']);
  });
  await database.schema.createTable('planned_stages', (table) => {
    ordinalOf(table, 'experiment');
    table.text('key').notNullable();
    table.text('label').notNullable();
    table.text('spec').notNullable();
    table.text('inputs').notNullable();
    table.text('estimate').notNullable();
    table.unique(['experiment', 'key']);
  });
  await database.schema.createTable('trials', (table) => {
    ordinalOf(table, 'experiment');
    table.text('variant').notNullable();
    table.bigInteger('seed').notNullable();
    table.text('stages').notNullable();
  });
  await database.schema.createTable('environments', (table) => {
    table.increments('id');
    referTo(table, 'experiment');
    table.text('at').notNullable();
    table.text('definition').notNullable();
  });
}

/** A hypothesis is known by its hash: one that was edited is another. */
async function createHypotheses(database: Knex): Promise<void> {
  await database.schema.createTable('hypotheses', (table) => {
    referTo(table, 'experiment');
    table.text('hash').notNullable();
    table.text('written_at').notNullable();
    table.text('definition').notNullable();
    table.primary(['experiment', 'hash']);
  });
}

async function createStages(database: Knex): Promise<void> {
  await database.schema.createTable('stages', (table) => {
    table.text('key').primary();
    table.text('kind').notNullable();
    table.text('label').notNullable();
    table.text('status').notNullable();
    table.text('started_at').notNullable();
    table.double('seconds').notNullable();
    table.text('error');
    table.text('engine').notNullable();
    table.integer('threads').notNullable();
    table.text('commit');
    table.text('machine').notNullable();
    table.text('facts').notNullable();
    table.text('spec').notNullable();
    table.text('estimate').notNullable();
    table.text('identity');
    table.text('provenance');
  });
}

/** Labels and predictions are real numbers, for tasks whose output is one; of classes they are their indices. */
async function createResults(database: Knex): Promise<void> {
  await database.schema.createTable('metrics', (table) => {
    ordinalOf(table, 'stage');
    table.text('name').notNullable();
    table.text('split').notNullable();
    table.integer('step').notNullable();
    table.double('value').notNullable();
  });
  await database.schema.createTable('predictions', (table) => {
    ordinalOf(table, 'stage');
    table.text('split').notNullable();
    table.text('example').notNullable();
    table.double('label').notNullable();
    table.double('predicted').notNullable();
    table.text('scores').notNullable();
  });
  await database.schema.createTable('overlaps', (table) => {
    ordinalOf(table, 'stage');
    table.text('split').notNullable();
    table.text('example').notNullable();
    table.integer('words').notNullable();
    table.double('corpus').notNullable();
    table.double('train').notNullable();
    table.text('copy');
  });
}

/** What outlives the experiments and stages that it was kept for, and so refers to none. */
async function createKept(database: Knex): Promise<void> {
  await database.schema.createTable('data_files', (table) => {
    table.text('data').notNullable();
    table.integer('ordinal').notNullable();
    table.text('name').notNullable();
    table.text('sha256').notNullable();
    table.primary(['data', 'ordinal']);
  });
  await database.schema.createTable('pins', (table) => {
    table.text('experiment').notNullable();
    table.text('key').notNullable();
    table.primary(['experiment', 'key']);
  });
  await database.schema.createTable('diffs', (table) => {
    table.text('sha256').primary();
    table.bigInteger('bytes').notNullable();
    table.binary('content').notNullable();
  });
}

const dataFacts: Migration = {
  async up(database) {
    await database.schema.createTable('data_facts', (table) => {
      table.text('data').primary();
      table.text('status').notNullable();
      table.text('findings').notNullable();
      table.text('warnings').notNullable();
    });
  },
};

/** Of data whose examples share texts; data that a run used before has none until the next run. */
const exampleTexts: Migration = {
  async up(database) {
    await database.schema.createTable('example_texts', (table) => {
      table.text('data').notNullable();
      table.integer('ordinal').notNullable();
      table.text('split').notNullable();
      table.text('example').notNullable();
      table.integer('text').notNullable();
      table.primary(['data', 'ordinal']);
    });
  },
};

/** Imported weights were trained on text that is not here. */
const absentCorpus: Migration = {
  async up(database) {
    await database.schema.alterTable('overlaps', (table) => {
      table.setNullable('corpus');
    });
  },
};

/** What rows may belong to, by the name of the column: the table and its key. */
const OWNERS = { experiment: 'experiments.name', stage: 'stages.key' } as const;
type Owner = keyof typeof OWNERS;

function referTo(table: Knex.CreateTableBuilder, owner: Owner): void {
  table.text(owner).notNullable().references(OWNERS[owner]).onDelete('CASCADE');
}

/** A row among the ordered ones of its owner. */
function ordinalOf(table: Knex.CreateTableBuilder, owner: Owner): void {
  referTo(table, owner);
  table.integer('ordinal').notNullable();
  table.primary([owner, 'ordinal']);
}

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '1001-first': first,
  '1002-data-facts': dataFacts,
  '1003-example-texts': exampleTexts,
  '1004-absent-corpus': absentCorpus,
};

/** What databases were brought up to date with before 0.1.0, whose results are computed anew. */
const RETIRED = /^000[1-7]-/;

/**
 * Whether a database, by the names of the migrations that it went through, is one that this program knows how to bring
 * up to date: else it is of an older or of a newer version.
 */
export function ageOf(names: readonly string[]): 'known' | 'older' | 'newer' {
  const unknown = names.filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length === 0) return 'known';
  return unknown.every((name) => RETIRED.test(name)) ? 'older' : 'newer';
}

const refuseDown = (name: string): Promise<never> =>
  Promise.reject(new Error(`The migration ${name} has no way back.`));

/** Feeds knex from the map above, so that a compiled program carries its migrations with it. */
export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve(Object.keys(MIGRATIONS).sort()),
  getMigrationName: (name) => name,
  getMigration: (name) => {
    const migration = MIGRATIONS[name];
    if (migration === undefined) return Promise.reject(new Error(`There is no migration ${name}.`));
    return Promise.resolve({ ...migration, down: () => refuseDown(name) });
  },
};
