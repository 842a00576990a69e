import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, TINY } from './program.js';
import type { TestProject } from './program.js';

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await project.experiment('tiny', TINY);
  await symlink('nowhere', join(project.root, 'experiments', 'dangling.yaml'));
});
afterAll(() => project.remove());

describe('what is typed wrongly', () => {
  it.each([
    [['vlidate', 'tiny'], 'Did you mean "validate"?'],
    [['validate', 'tiny', '--jsn'], 'Did you mean "--json"?'],
    [['validate', 'tny'], 'Did you mean "tiny"?'],
    [['validate', '.'], 'Experiments there are: dangling, tiny.'],
    [['validate', 'dangling'], 'Experiments there are: tiny.'],
    [['run', 'experiments/absent.yaml'], 'There is no experiment "experiments/absent.yaml"'],
    [['validate', 'tiny', '--set', 'model.haeds=4'], 'model.heads'],
    [['validate', 'tiny', '--set', 'model.heads=3'], 'divide'],
    [['plan'], 'Missing argument. Usage: reprise plan <file>.'],
    [['plan', 'tiny', '--set'], 'Not enough arguments following: set'],
    [['run', 'tiny', '--keep-going', '--fail-fast'], 'not both'],
    [['validate', ''], 'FILE is empty. Is a shell variable unset?'],
    [['data', 'import', 'books', '  '], 'PATH is empty.'],
    [['validate', 'tiny', '--set', ''], '--set is empty.'],
    [['verify', 'resume', 'tiny', '--seed='], '--seed is empty.'],
    [['validate', 'tiny', 'extra'], 'does not know "extra"'],
    [[], 'Say what to do'],
  ])('reprise %j is answered by a sentence and code 2', async (typed, sentence) => {
    const { code, out, err } = await project.reprise(...typed);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('real data that is absent is named, all of it, with the command that brings it, before anything runs', async () => {
    await project.experiment('absent', TINY.replace('tasks: [sst-2]', 'source: real, tasks: [sst-2, race]'));
    const { code, err } = await project.reprise('run', 'absent');
    expect(err).toContain('reprise data import sst-2 PATH');
    expect(err).toContain('reprise data import race PATH');
    expect(code).toBe(2);
    expect(await readdir(project.root)).not.toContain('results');
  });

  it('results that are not there yet are no crash', async () => {
    const { code, err } = await project.reprise('show', 'tiny');
    expect(err).toContain('Run an experiment first');
    expect(code).toBe(1);
  });
});

describe('what needs no results', () => {
  it('validate says ok in one line', async () => {
    const { code, out } = await project.reprise('validate', 'tiny');
    expect(out).toBe('ok  tiny: 1 variant × 1 seed × 1 task, miniature data\n');
    expect(code).toBe(0);
  });

  it('validate shows every problem at its place', async () => {
    await project.experiment('wrong', 'model: { widht: 64 }\nseeds: [1, 1]\n');
    const { code, err } = await project.reprise('validate', 'wrong');
    expect(err).toMatch(/wrong\.yaml:2:\d+/);
    expect(err).toMatch(/wrong\.yaml:3:\d+/);
    expect(code).toBe(2);
  });

  it('validate --json answers with the same problems, on standard output alone', async () => {
    await project.experiment('unsound', 'modle: 3\n');
    const { code, out, err } = await project.reprise('validate', 'unsound', '--json');
    const { ok, problems } = JSON.parse(out);
    expect(ok).toBe(false);
    expect(problems).toEqual([
      {
        file: expect.stringMatching(/unsound\.yaml$/),
        line: 2,
        column: 1,
        message: 'There is no option "modle".',
        hint: 'Did you mean "model"?',
      },
    ]);
    expect(err).toBe('');
    expect(code).toBe(2);
  });

  it('validate --json of no experiment at all is a problem without a place', async () => {
    const { code, out, err } = await project.reprise('validate', 'nowhere', '--json');
    const { problems } = JSON.parse(out);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: null, line: null, column: null, hint: null });
    expect(problems[0].message).toContain('There is no experiment "nowhere"');
    expect(err).toBe('');
    expect(code).toBe(2);
  });

  it('an experiment may be given as a path from any folder', async () => {
    const path = join(project.root, 'elsewhere.yaml');
    await writeFile(path, 'name: elsewhere\n');
    expect((await project.reprise('validate', path)).code).toBe(0);
    expect((await project.reprise('validate', 'elsewhere.yaml')).code).toBe(0);
  });

  it('plan prices every stage and writes no results', async () => {
    const { code, out } = await project.reprise('plan', 'tiny');
    expect(code).toBe(0);
    expect(out).toMatch(/pretrain · reference · seed 1 +[0-9a-f]{10} +to do/);
    expect(out).toMatch(/6 stages .* 0 done already/);
    expect(await readdir(project.root)).not.toContain('results');
    expect(await readdir(project.root)).not.toContain('reports');
  });

  it('plan --json is the whole plan, the same bytes each time', async () => {
    const first = await project.reprise('plan', 'tiny', '--json');
    const second = await project.reprise('plan', 'tiny', '--json');
    expect(first.out).toBe(second.out);
    const { plan, pending, totals } = JSON.parse(first.out);
    expect(plan.stages.map((stage: { key: string }) => stage.key)).toEqual(pending);
    expect(totals).toMatchObject({ stages: 6, cached: 0 });
  });

  it('--set overrides the file', async () => {
    const { out } = await project.reprise(
      'validate',
      'tiny',
      '--json',
      '--set',
      'model.heads=4',
      '--set',
      'seeds=[1,2]',
    );
    const { experiment } = JSON.parse(out);
    expect(experiment.model.heads).toBe(4);
    expect(experiment.seeds).toEqual([1, 2]);
  });

  it.each([[['status']], [['engines']], [['gc', '--dry-run']], [['data', 'list']]])(
    '%j --json prints one JSON document',
    async (typed) => {
      const { code, out } = await project.reprise(...typed, '--json');
      expect(() => JSON.parse(out)).not.toThrow();
      expect(code).toBe(0);
    },
  );

  it('help lists every verb', async () => {
    const { code, out } = await project.reprise('help');
    for (const verb of 'validate explain plan run status report show why compare data engines verify pin gc'.split(
      ' ',
    ))
      expect(out).toContain(`reprise ${verb}`);
    expect(code).toBe(0);
  });
});
