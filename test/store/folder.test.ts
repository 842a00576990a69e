import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import knex from 'knex';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.js';
import { COLUMNS, columnsOf } from '../../src/store/schema.js';
import { storeForEach } from './each.js';
import { plan, recordOf, result } from './records.js';

const each = storeForEach();

describe('a results folder', () => {
  it('takes results from several processes that open it at once', async () => {
    const fresh = join(each.folder, 'fresh');
    const keys = ['a', 'b', 'c', 'd'];
    const script = join(import.meta.dirname, 'open-many.mjs');
    await Promise.all(keys.map((key) => promisify(execFile)(process.execPath, [script, fresh, key])));
    const opened = await openStore(fresh);
    expect((await opened.allStages()).map(({ key }) => key)).toEqual(keys);
    await opened.close();
  });

  it('whose database is another file is refused with what to do', async () => {
    const other = await mkdtemp(join(tmpdir(), 'reprise-store-'));
    await writeFile(join(other, 'reprise.sqlite'), 'Dear diary, this is no database. '.repeat(100));
    await expect(openStore(other)).rejects.toThrow(/is not a sound SQLite database\. Restore it/);
    await rm(other, { recursive: true });
  });

  it('whose database is a folder is refused with what to do', async () => {
    const other = await mkdtemp(join(tmpdir(), 'reprise-store-'));
    await mkdir(join(other, 'reprise.sqlite'));
    await expect(openStore(other)).rejects.toThrow(/reprise\.sqlite is a folder, where the database belongs/);
    await rm(other, { recursive: true });
  });

  it('that was made anew has the tables and columns that are asked for at opening', async () => {
    const connection = { filename: join(each.folder, 'reprise.sqlite') };
    const database = knex({ client: 'sqlite3', connection, useNullAsDefault: true });
    const found = [...(await columnsOf(database))].filter(([table]) => !/^(knex|sqlite)_/.test(table));
    await database.destroy();
    expect(Object.fromEntries(found)).toEqual(COLUMNS);
  });

  it.each([
    ['artifacts', 'absent'],
    ['events', 'absent'],
    ['artifacts', 'empty'],
  ])('with %s, whose database is %s, is refused with what to do', async (name, state) => {
    const other = join(each.folder, 'other');
    await mkdir(join(other, name, 'ab'), { recursive: true });
    if (state === 'empty') await writeFile(join(other, 'reprise.sqlite'), '');
    for (const access of ['read', 'write'] as const)
      await expect(openStore(other, access)).rejects.toThrow(
        /and there are results beside it: it was lost or cut off\. Restore it/,
      );
  });

  it('of a run that was killed before it wrote anything is as one that is new', async () => {
    const other = join(each.folder, 'other');
    for (const name of ['artifacts', 'events']) await mkdir(join(other, name), { recursive: true });
    await writeFile(join(other, 'run.hold'), '');
    await writeFile(join(other, 'reprise.sqlite'), '');
    const store = await openStore(other);
    expect(await store.allStages()).toEqual([]);
    await store.close();
  });

  it('that is a file is refused with what to do', async () => {
    const other = join(each.folder, 'results');
    await writeFile(other, '');
    await expect(openStore(other)).rejects.toThrow(/a file lies where a folder belongs/);
  });

  it('written by a newer version is refused with what to do', async () => {
    const connection = { filename: join(each.folder, 'reprise.sqlite') };
    const database = knex({ client: 'sqlite3', connection, useNullAsDefault: true });
    await database('knex_migrations').insert({ name: '9999-future', batch: 2, migration_time: '' });
    await database.destroy();
    await expect(openStore(each.folder)).rejects.toThrow(/written by a newer version of Reprise/);
  });

  it.each(['write', 'read'] as const)(
    'written before 0.1.0, by another schema, is refused with what to do (to %s)',
    async (access) => {
      const connection = { filename: join(each.folder, 'reprise.sqlite') };
      const database = knex({ client: 'sqlite3', connection, useNullAsDefault: true });
      await database('knex_migrations').update({ name: '0001-first' });
      await database('knex_migrations').insert({ name: '0005-hypotheses', batch: 2, migration_time: '' });
      await database.destroy();
      await expect(openStore(each.folder, access)).rejects.toThrow(
        `was written by a version of Reprise before 0.1.0, whose results are computed anew. Move the folder ${each.folder} away`,
      );
    },
  );

  it.skipIf(process.getuid?.() === 0)('that may not be written to is refused with what to do', async () => {
    const closed = await mkdtemp(join(tmpdir(), 'reprise-store-'));
    await chmod(closed, 0o500);
    await expect(openStore(closed)).rejects.toThrow(/cannot be written: this user has no right to\./);
    await rm(closed, { recursive: true });
  });

  it.skipIf(process.platform === 'win32').each([
    ['while a run has it open', true],
    ['after it was closed', false],
  ])('that may only be read can be read %s', async (_, isOpen) => {
    const stage = plan().stages[0]!;
    await each.store.savePlan(plan());
    await each.store.saveStage(recordOf(stage), result);
    if (!isOpen) await each.store.close();
    await setModes(each.folder, 0o555, 0o444);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'open-closed.mjs'), each.folder],
      process.getuid?.() === 0 ? { uid: NOBODY } : {},
    );
    await setModes(each.folder, 0o755, 0o644);
    if (!isOpen) await each.reopen();
    expect(JSON.parse(stdout)).toEqual({
      experiments: ['example'],
      keys: [stage.key],
      refusal:
        `${each.folder} cannot be written: this user has no right to. Give this user the right, or work in a copy of ` +
        'your own and name it with --root.',
    });
  });
});

/** A user whom the permissions of files bind, as they do not bind root. */
const NOBODY = 65534;

async function setModes(path: string, ofFolder: number, ofFiles: number): Promise<void> {
  for (const name of await readdir(path)) await chmod(join(path, name), ofFiles);
  await chmod(path, ofFolder);
}
