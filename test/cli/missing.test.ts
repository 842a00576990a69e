/** A plan on a machine without the data: what is missing, what it is planned with, and no key that is not one. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, SMALL, smallData } from './program.js';
import type { TestProject } from './program.js';

const SHIPPED = fileURLToPath(new URL('../../', import.meta.url));
const KEY = /^[0-9a-f]{64}$/;

/** Shipped manifests alone, whatever data lies beside them here. */
async function copyManifests(root: string): Promise<void> {
  const isManifest = (path: string): boolean => !/[/\\](data|download)$/.test(path);
  await cp(join(SHIPPED, 'datasets'), join(root, 'datasets'), { recursive: true, filter: isManifest });
}

interface ShownPlan {
  readonly plan: {
    readonly stages: readonly {
      readonly key: string;
      readonly label: string;
      readonly inputs: readonly string[];
      readonly estimate: { readonly seconds: number | null; readonly bytes: number | null };
    }[];
  };
  readonly missing: readonly { readonly name: string; readonly imports: readonly string[] }[];
}

describe('the plan of an experiment whose data is not here', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await makeProject();
    await copyManifests(project.root);
    await cp(join(SHIPPED, 'experiments'), join(project.root, 'experiments'), { recursive: true });
  });
  afterAll(() => project.remove());

  const planned = async (...typed: readonly string[]): Promise<ShownPlan> =>
    JSON.parse((await project.reprise('plan', ...typed, '--json')).out) as ShownPlan;

  it('has stages with published sizes, and each missing set with the command that brings it', async () => {
    const { code, out, err } = await project.reprise('plan', 'gpt1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/finetune sst-2 · reference · seed 1 +unknown\* +to do +117 M/);
    expect(out).toContain('its cost is foreseen from published sizes');
    expect(out).toMatch(/corpus books +4\.85 GB +by hand +reprise data import books PATH/);
    expect(out).toMatch(
      /task sst-2 +67349 \+ 872 examples +reprise data get sst-2 +reprise data import sst-2 PATH/,
    );
    expect(out).toMatch(/task race +87866 \+ 4887 examples +by hand +reprise data import race PATH/);
    expect(out).toContain('Run: reprise data import race RACE.tar.gz');
  });

  it('foresees no cost of 0, and gives nothing a key that is none', async () => {
    const { plan, missing } = await planned('gpt1');
    expect(missing.map(({ name }) => name)).toEqual(['books', 'sst-2', 'qqp', 'mnli', 'race', 'storycloze']);
    for (const { key, label, estimate } of plan.stages) {
      expect(key, label).toMatch(/^unknown:/);
      expect(estimate.seconds, label).toBeGreaterThan(0);
      expect(estimate.bytes, label).toBeGreaterThan(0);
    }
  });

  it('follows --set', async () => {
    const { missing } = await planned(
      'gpt1',
      '--set',
      'evaluate.tasks=["rte"]',
      '--set',
      'pretrain.weights=gpt1',
    );
    expect(missing).toMatchObject([{ name: 'gpt1' }, { name: 'rte' }]);
    expect(missing[0]?.imports).toEqual(['reprise weights import gpt1 PATH']);
  });

  it('is refused to run, with the same commands, and explained by none', async () => {
    const { missing } = await planned('gpt1');
    for (const typed of [
      ['run', 'gpt1'],
      ['why', 'gpt1:reference:1'],
    ]) {
      const { code, err } = await project.reprise(...typed);
      expect(code).toBe(2);
      for (const command of missing.flatMap(({ imports }) => imports)) expect(err).toContain(command);
    }
    const { code, out } = await project.reprise('status');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('gpt1') as string });
  });
});

describe('the plan of an experiment some of whose data is not here', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await makeProject();
    await smallData(project.root);
    await project.experiment('small', SMALL);
  });
  afterAll(() => project.remove());

  const stages = async () =>
    (JSON.parse((await project.reprise('plan', 'small', '--json')).out) as ShownPlan).plan.stages;

  it('has the keys that are known, and unknown ones from the absent data on', async () => {
    const whole = await stages();
    await rm(join(project.root, 'datasets', 'shelf'), { recursive: true });
    const partial = await stages();
    expect(partial.map(({ label }) => label)).toEqual(whole.map(({ label }) => label));
    const known = partial.filter(({ key }) => KEY.test(key)).map(({ label }) => label);
    expect(known).toEqual(['majority sst-2']);
    expect(partial[0]).toEqual(whole[0]);
    const isReal = new Set(whole.slice(1).map(({ key }) => key));
    for (const { key } of partial.slice(1)) {
      expect(key).toMatch(/^unknown:[0-9a-f]{64}$/);
      expect(isReal.has(key.replace('unknown:', ''))).toBe(false);
    }
  });

  it('shows a cost that nobody knows as absent, and leaves it out of the sum', async () => {
    const { code, out } = await project.reprise('plan', 'small');
    expect(code).toBe(0);
    expect(out).toMatch(/tokenize shelf · vocabulary size 320 +unknown\* +to do +– +– +– +– +–/);
    expect(out).toMatch(/corpus shelf +not known +by hand +reprise data import shelf PATH/);
    expect(out).toMatch(/To do: \S+ MFLOP, about/);
    const tokenize = (await stages()).find(({ label }) => label.startsWith('tokenize'));
    expect(tokenize?.estimate).toMatchObject({ seconds: null, bytes: null });
  });

  it('says of a damaged manifest that it is one', async () => {
    await cp(join(project.root, 'datasets', 'sst-2'), join(project.root, 'datasets', 'shelf'), {
      recursive: true,
    });
    await rm(join(project.root, 'datasets', 'shelf', 'data'), { recursive: true });
    await writeFile(join(project.root, 'datasets', 'shelf', 'dataset.yaml'), 'name: shelf\n');
    const { code, err } = await project.reprise('plan', 'small');
    expect(code).toBe(2);
    expect(err).toContain('is no data set manifest');
  });
});
