/** The schema's history, forward only. A migration that has shipped is never edited: add the next one below. */
import type { Knex } from 'knex';

type Migration = Pick<Knex.Migration, 'up'>;

/** Times are ISO 8601 text; structured values are JSON text; an ordinal keeps the order of what was saved. */
const first: Migration = {
  async up(database) {
    await database.schema.createTable('experiments', (table) => {
      table.text('name').primary();
      table.text('definition').notNullable();
    });
    await database.schema.createTable('variants', (table) => {
      referToExperiment(table);
      table.integer('ordinal').notNullable();
      table.text('name').notNullable();
      table.text('levels').notNullable();
      table.text('definition').notNullable();
      table.primary(['experiment', 'ordinal']);
      table.unique(['experiment', 'name']);
    });
    await database.schema.createTable('planned_stages', (table) => {
      referToExperiment(table);
      table.integer('ordinal').notNullable();
      table.text('key').notNullable();
      table.text('label').notNullable();
      table.text('spec').notNullable();
      table.text('inputs').notNullable();
      table.text('estimate').notNullable();
      table.primary(['experiment', 'ordinal']);
      table.unique(['experiment', 'key']);
    });
    await database.schema.createTable('trials', (table) => {
      referToExperiment(table);
      table.integer('ordinal').notNullable();
      table.text('variant').notNullable();
      table.bigInteger('seed').notNullable();
      table.text('stages').notNullable();
      table.primary(['experiment', 'ordinal']);
    });
    await database.schema.createTable('environments', (table) => {
      table.increments('id');
      referToExperiment(table);
      table.text('at').notNullable();
      table.text('definition').notNullable();
    });
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
    });
    await database.schema.createTable('metrics', (table) => {
      referToStage(table);
      table.integer('ordinal').notNullable();
      table.text('name').notNullable();
      table.text('split').notNullable();
      table.integer('step').notNullable();
      table.double('value').notNullable();
      table.primary(['stage', 'ordinal']);
    });
    await database.schema.createTable('predictions', (table) => {
      referToStage(table);
      table.integer('ordinal').notNullable();
      table.text('split').notNullable();
      table.text('example').notNullable();
      table.integer('label').notNullable();
      table.integer('predicted').notNullable();
      table.text('scores').notNullable();
      table.primary(['stage', 'ordinal']);
    });
  },
};

function referToExperiment(table: Knex.CreateTableBuilder): void {
  table.text('experiment').notNullable().references('name').inTable('experiments').onDelete('CASCADE');
}

function referToStage(table: Knex.CreateTableBuilder): void {
  table.text('stage').notNullable().references('key').inTable('stages').onDelete('CASCADE');
}

const overrides: Migration = {
  up: (database) =>
    database.schema.alterTable('experiments', (table) => {
      table.text('overrides').notNullable().defaultTo('[]');
    }),
};

/** What each key is the hash of, and each data hash, so that two can be told apart by more than being different. */
const identities: Migration = {
  async up(database) {
    await database.schema.alterTable('stages', (table) => {
      table.text('identity');
    });
    await database.schema.createTable('data_files', (table) => {
      table.text('data').notNullable();
      table.integer('ordinal').notNullable();
      table.text('name').notNullable();
      table.text('sha256').notNullable();
      table.primary(['data', 'ordinal']);
    });
  },
};

/** No reference to experiments: a pin outlives what it was made of. */
const pins: Migration = {
  up: (database) =>
    database.schema.createTable('pins', (table) => {
      table.text('experiment').notNullable();
      table.text('key').notNullable();
      table.primary(['experiment', 'key']);
    }),
};

/** A hypothesis is known by its hash: one that was edited is another. */
const hypotheses: Migration = {
  up: (database) =>
    database.schema.createTable('hypotheses', (table) => {
      referToExperiment(table);
      table.text('hash').notNullable();
      table.text('written_at').notNullable();
      table.text('definition').notNullable();
      table.primary(['experiment', 'hash']);
    }),
};

/** How each stage came about. A diff outlives the stages that it was kept for. */
const provenance: Migration = {
  async up(database) {
    await database.schema.alterTable('stages', (table) => {
      table.text('provenance');
    });
    await database.schema.createTable('diffs', (table) => {
      table.text('sha256').primary();
      table.bigInteger('bytes').notNullable();
      table.binary('content').notNullable();
    });
  },
};

/** What each evaluated example shares with what was trained on. */
const overlaps: Migration = {
  up: (database) =>
    database.schema.createTable('overlaps', (table) => {
      referToStage(table);
      table.integer('ordinal').notNullable();
      table.text('split').notNullable();
      table.text('example').notNullable();
      table.integer('words').notNullable();
      table.double('corpus').notNullable();
      table.double('train').notNullable();
      table.text('copy');
      table.primary(['stage', 'ordinal']);
    }),
};

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-overrides': overrides,
  '0003-identities': identities,
  '0004-pins': pins,
  '0005-hypotheses': hypotheses,
  '0006-provenance': provenance,
  '0007-overlap': overlaps,
};

const refuseDown = (name: string): Promise<never> =>
  Promise.reject(new Error(`The migration ${name} has no way back.`));

/** Feeds knex from the map above, so that a compiled program carries its migrations with it. */
export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve(Object.keys(MIGRATIONS).sort()),
  getMigrationName: (name) => name,
  getMigration: (name) => Promise.resolve({ ...MIGRATIONS[name], down: () => refuseDown(name) }),
};
