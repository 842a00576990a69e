import { appendFile, cp, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import knex from 'knex';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compareResults } from '../../src/verify/compare.js';
import { makeProject, SMALL, smallData } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

vi.setConfig({ testTimeout: 600_000 });

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  await project.experiment('small', SMALL);
});
afterAll(() => project.remove());

const results = (): string => join(project.root, 'results');

describe('verify resume', () => {
  it('finds a run that was killed or stopped 25 times the same as one that was left alone, to the byte', async () => {
    const { code, out, err } = await project.reprise('verify', 'resume', 'small', '--kills', '25');
    expect(err).toContain('kill 25 of 25');
    expect(out).toMatch(
      /^small was interrupted 25 times at moments drawn with seed 1, [1-9]\d* of them by a request to stop, which it met, and [1-9]\d* by a kill, [1-9]\d* of these while a file/,
    );
    expect(out).toMatch(/all 6 stages, 6 artifacts \(.*\), 177 metric rows and 120 predictions are the same/);
    expect(code).toBe(0);
    expect(await readdir(results())).toEqual([]);
  });

  it('names what differs, keeps both and ends with code 4', async () => {
    const check = project.start('verify', 'resume', 'small', '--kills', '1');
    await check.saw('The whole run took');
    await appendFile(join(project.root, 'datasets', 'shelf', 'data', 'book-1.txt'), 'The end.\n');
    const { code, out } = await check.ended;
    // None, where the run ends before the moment that was drawn.
    expect(out).toMatch(
      /^DIFFERENT {2}small, interrupted (?:0 times|1 time), is not what it is when left alone:/,
    );
    expect(out).toContain('state of "tokenize shelf · vocabulary size 320": "done" before, nothing now');
    expect(code).toBe(4);
    const [kept] = await readdir(results());
    expect((await readdir(join(results(), kept!))).sort()).toEqual(['killed', 'whole']);
    await rm(join(results(), kept!), { recursive: true });
  });

  it('stops on Ctrl-C, leaving nothing behind', async () => {
    const check = project.start('verify', 'resume', 'small');
    await check.saw('kill 1 of 25');
    check.process.kill('SIGINT');
    expect((await check.ended).code).toBe(130);
    expect(await readdir(results())).toEqual([]);
  });

  it.each([
    [['verify', 'resme', 'small'], 'Did you mean "resume"?'],
    [['verify', 'resume', 'small', '--kills', '0'], '--kills is 0; it must be a whole number of at least 1.'],
    [['verify', 'resume', 'small', '--seed', 'x'], '--seed is NaN'],
  ])('answers %j with a sentence and code 2', async (typed, sentence) => {
    const { code, err } = await project.reprise(...typed);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });

  it('says so where the experiment does not even run undisturbed', async () => {
    const set = ['--set', 'tokenizer.vocabularySize=30000'];
    const { code, err } = await project.reprise('verify', 'resume', 'small', ...set);
    expect(err).toContain('The experiment does not run even undisturbed');
    expect(err).toContain('vocabulary size of only');
    expect(code).toBe(1);
  });
});

describe('two results', () => {
  const twin = (): string => join(project.root, 'twin');
  const differences = async () => (await compareResults(results(), twin())).differences;
  const weights = async (folder: string): Promise<string> => {
    const names = await readdir(join(folder, 'artifacts'), { recursive: true });
    return join(
      folder,
      'artifacts',
      names.sort().find((name) => name.endsWith('weights.bin'))!,
    );
  };
  const changed = async (sql: string): Promise<void> => {
    const database = knex({
      client: 'sqlite3',
      connection: { filename: join(twin(), 'reprise.sqlite') },
      useNullAsDefault: true,
    });
    await database.raw(sql);
    await database.destroy();
  };

  beforeAll(async () => {
    expect((await project.reprise('run', 'small', '--no-report')).code).toBe(0);
    await cp(results(), twin(), { recursive: true });
  });

  it('that are copies do not differ, whatever a kill left half written', async () => {
    await appendFile(`${await weights(twin())}.123`, 'half');
    expect(await differences()).toEqual([]);
  });

  it('differ in one bit of the weights', async () => {
    const file = await open(await weights(twin()), 'r+');
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, 2000);
    await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, 2000);
    await file.close();
    expect(await differences()).toEqual([expect.stringMatching(/weights\.bin differs from byte 2000 on/)]);
    await cp(await weights(results()), await weights(twin()));
  });

  it('differ in the last digit of a metric, in a prediction, in a row too few', async () => {
    await changed('update metrics set value = value * (1 + 2.3e-16) where ordinal = 7');
    await changed('update predictions set predicted = 1 - predicted where ordinal = 3');
    const all = await differences();
    expect(all.some((line) => /metrics of "pretrain.*": row 7 is/.test(line))).toBe(true);
    expect(all.some((line) => /predictions of "evaluate.*": row 3 is/.test(line))).toBe(true);
    await changed('delete from metrics where ordinal > 3');
    expect((await differences()).some((line) => /row 4 is undefined/.test(line))).toBe(true);
  });

  it('differ in a stage that one of them lacks', async () => {
    await changed("delete from stages where kind = 'evaluate'");
    expect((await differences()).some((line) => /state of "evaluate.*nothing now/.test(line))).toBe(true);
  });
});
