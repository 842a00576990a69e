import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestProject } from './program.js';
import { makeProject, smallData, SMALL } from './program.js';

let project: TestProject;
let page: string;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  await project.experiment('small', SMALL);
  const { code } = await project.reprise('run', 'small');
  expect(code).toBe(0);
  page = await readFile(join(project.root, 'reports', 'small', 'index.html'), 'utf8');
});
afterAll(() => project.remove());

const pagePath = (): string => join(project.root, 'reports', 'small', 'index.html');

interface Shown {
  readonly commit: string | null;
  readonly provenance: Readonly<Record<string, string | null>>;
}

async function keyOf(kind: string): Promise<string> {
  return (await project.stages('small')).find((stage) => stage.kind === kind)!.key;
}

describe('a real run', () => {
  it('records with each stage what it was run with', async () => {
    const { out } = await project.reprise('show', await keyOf('evaluate'), '--json');
    const { provenance } = JSON.parse(out) as Shown;
    for (const name of ['packageLockHash', 'resultHash']) expect(provenance[name]).toMatch(/^[0-9a-f]{64}$/);
    expect(provenance.node).toBe(process.version);
    expect(provenance.precision).toBe('float32');
    expect(provenance.numericsVersion).toContain('tfjs');
    const text = (await project.reprise('show', await keyOf('evaluate'))).out;
    expect(text).toContain(provenance.resultHash);
  });

  it('writes a page in which every number leads to a panel that is there', () => {
    const links = [...page.matchAll(/id="cell-[^"]+"\s*><a class="from" href="#([^"]+)"/g)];
    expect(links).toHaveLength(2);
    for (const [, target] of links) expect(page).toContain(`id="${target}"`);
  });

  it('gives its predictions as CSV', async () => {
    const { out, code } = await project.reprise('show', await keyOf('evaluate'), '--predictions');
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe('split,example,label,predicted,score_0,score_1');
    expect(lines).toHaveLength(61);
    const refused = await project.reprise('show', await keyOf('pretrain'), '--predictions');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('keeps no predictions');
  });
});

describe('the command of a number', () => {
  it('computes it again from nothing, and says that it is the same', async () => {
    const command = /reprise run small --only ([0-9a-f,]+) --results again/.exec(page);
    const again = join(project.root, 'again');
    const { code, out, err } = await project.reprise(
      'run',
      'small',
      '--no-report',
      ...['--only', command![1]!],
      '--results',
      again,
    );
    expect(err).not.toContain('majority');
    expect(out).toContain('4 stages done');
    expect(out).toContain(`Computed again: numbers and predictions of 4 stages are the same, bit for bit`);
    expect(code).toBe(0);
    await rm(again, { recursive: true });
  });

  it('is refused with what to do where the plan has no such stage', async () => {
    const { code, err } = await project.reprise('run', 'small', '--only', 'ffffffffffff');
    expect(code).toBe(2);
    expect(err).toContain('No stage of small, as its file, the data and the engine stand, has a key');
    expect(err).toContain('reprise why');
  });
});

describe('report --verify', () => {
  it('finds all as printed, and says what it does not cover', async () => {
    const { code, out } = await project.reprise('report', 'small', '--verify');
    expect(code).toBe(0);
    expect(out).toMatch(/small: \d+ numbers were derived again from 120 predictions of 2 evaluations/);
    expect(out).toContain('Losses, learning rates, times and costs do not follow from predictions');
  });

  it('ends with 4 where the page was edited, and names the number', async () => {
    await writeFile(pagePath(), page.replace(/(id="cell-0-0"\s*><a[^>]*>)[\d.]+/, '$199.9'));
    const { code, out } = await project.reprise('report', 'small', '--verify');
    expect(code).toBe(4);
    expect(out).toContain('DIFFERENT  small is not what its predictions give');
    expect(out).toMatch(/index\.html: Scores, reference, SST-2 accuracy: the file has “99\.9/);
    await writeFile(pagePath(), page);
  });
});
