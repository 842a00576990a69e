/** Results that were damaged: the real program says where and what to do, and what it says helps. */
import { cp, mkdtemp, rename, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex from 'knex';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeProject, SMALL, smallData, startProgram } from './program.js';
import type { Ending, TestProject } from './program.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let sound: TestProject;
let copies: string;
let root: string;
const reprise = (...typed: string[]): Promise<Ending> => startProgram([...typed, '--root', root], root).ended;
const database = (): string => join(root, 'results', 'reprise.sqlite');

/** A copy of the sound project in the place of an earlier one. */
async function copy(): Promise<void> {
  root = await mkdtemp(join(copies, 'copy-'));
  await cp(sound.root, root, { recursive: true });
}

/** What the last statement gives. */
async function sql(...statements: string[]): Promise<unknown> {
  const opened = knex({ client: 'sqlite3', connection: { filename: database() }, useNullAsDefault: true });
  try {
    let given: unknown;
    for (const statement of statements) given = await opened.raw(statement);
    return given;
  } finally {
    await opened.destroy();
  }
}

beforeAll(async () => {
  sound = await makeProject();
  copies = await mkdtemp(join(tmpdir(), 'reprise-damaged-'));
  await smallData(sound.root);
  await sound.experiment('small', SMALL.replace('steps: 30', 'steps: 2'));
  expect(await sound.reprise('run', 'small', '--no-report')).toMatchObject({ code: 0 });
});
afterAll(() => Promise.all([sound.remove(), rm(copies, { recursive: true })]));

/** Of a project: what is harmed, by a verb that meets it, and what that verb tells. */
const DAMAGES: readonly (readonly [
  what: string,
  verb: readonly string[],
  harm: () => Promise<unknown>,
  told: RegExp,
])[] = [
  [
    'the facts of a stage are cut off',
    ['status', 'small'],
    () => sql(`update stages set facts = '{oops'`),
    /table stages, the row with key \w+ has no sound facts/,
  ],
  [
    'the spec of a stage is empty',
    ['report', 'small'],
    () => sql(`update stages set spec = ''`),
    /table stages, the row with key \w+ has no sound spec/,
  ],
  [
    'a plan is cut off',
    ['show', 'small'],
    () => sql(`update planned_stages set spec = '[1'`),
    /table planned_stages, the row with key \w+, experiment small, ordinal 0 has no sound spec/,
  ],
  [
    'an experiment is null',
    ['status'],
    () => sql(`update experiments set definition = 'null'`),
    /table experiments, the row with name small has no sound definition/,
  ],
  [
    'what is known of the data is no JSON',
    ['report', 'small'],
    () => sql(`update data_facts set findings = 'good'`),
    /table data_facts, the row with data \w+ has no sound findings/,
  ],
  [
    'a table that the verb does not read is gone',
    ['status'],
    () => sql('drop table overlaps'),
    /was changed: its table overlaps is gone/,
  ],
  [
    'a column is gone',
    ['show', 'small'],
    () => sql('alter table stages drop column facts'),
    /was changed: its table stages has no column facts/,
  ],
  [
    'the list of its versions is gone',
    ['report', 'small'],
    () => sql('drop table knex_migrations'),
    /was changed: its table knex_migrations is gone/,
  ],
  [
    'the file is cut off',
    ['report', 'small'],
    () => truncate(database(), 20_000),
    /is not a sound SQLite database/,
  ],
  [
    'the file is empty',
    ['gc', '--dry-run'],
    () => truncate(database(), 0),
    /is empty, and there are results beside it/,
  ],
  ['the file is gone', ['status'], () => rm(database()), /is not there, and there are results beside it/],
  [
    'the file is gone, to run',
    ['run', 'small'],
    () => rm(database()),
    /is not there, and there are results beside it/,
  ],
];

describe('a damaged database', () => {
  it.each(DAMAGES)('is told of: %s (%j)', async (_, typed, harm, told) => {
    await copy();
    await harm();
    const { code, err } = await reprise(...typed);
    expect(err).toMatch(told);
    expect(err).toMatch(/^error {2}\S+reprise\.sqlite /);
    expect(err).toContain(database());
    expect(err).toMatch(/[Rr]estore it from a copy, or move the folder \S+results away to start anew\.\n$/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });
});

describe('what is advised of a damaged database', () => {
  it('helps: restored from a copy, it is read as before', async () => {
    await copy();
    await rm(database());
    await cp(join(sound.root, 'results', 'reprise.sqlite'), database());
    expect(await reprise('status', 'small')).toMatchObject({ code: 0, err: '' });
  });

  it('helps: once the folder is moved away, all is new', async () => {
    await copy();
    await truncate(database(), 20_000);
    await rename(join(root, 'results'), join(root, 'moved'));
    expect((await reprise('show', 'small')).err).toContain('There are no results');
  });

  it('helps: a run writes the plan again and does no finished stage again', async () => {
    await copy();
    await sql(`update planned_stages set spec = '['`, `update variants set levels = 'x'`);
    expect((await reprise('status', 'small')).err).toContain('reprise run NAME');
    const times = await sql('select key, started_at from stages');
    expect(await reprise('run', 'small', '--no-report')).toMatchObject({ code: 0 });
    expect(await reprise('status', 'small')).toMatchObject({ code: 0, err: '' });
    expect(await sql('select key, started_at from stages')).toEqual(times);
  });
});
