import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../src/cli/verbs/gc.js';
import { makeProject, TINY } from './program.js';
import type { TestProject } from './program.js';

const SMALL = TINY.replace('[majority]', '[]');

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await project.experiment('small', SMALL);
  await project.reprise('run', 'small', '--no-report');
});
afterAll(() => project.remove());

async function swept(...typed: readonly string[]): Promise<{ needed: Artifact[]; unneeded: Artifact[] }> {
  return JSON.parse((await project.reprise('gc', ...typed, '--json')).out);
}
const kinds = (artifacts: readonly Artifact[]) => artifacts.map(({ label }) => label?.split(' ')[0]).sort();
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const isThere = ({ folder }: Artifact) => exists(folder);
const hasLog = ({ log }: Artifact) => exists(log);

describe('gc', () => {
  it('finds everything needed by an experiment as it stands and as it last ran, with --set', async () => {
    await project.reprise('run', 'small', '--no-report', '--set', 'finetune.epochs=2');
    const { needed, unneeded } = await swept('--dry-run');
    expect(kinds(needed)).toEqual([
      ...['evaluate', 'evaluate', 'finetune', 'finetune', 'overlap', 'pretrain', 'tokenize'],
    ]);
    expect(unneeded).toEqual([]);
  });

  it('--dry-run says what would go, and how much, and deletes nothing', async () => {
    await project.reprise('run', 'small', '--no-report');
    const { unneeded } = await swept('--dry-run');
    expect(kinds(unneeded)).toEqual(['evaluate', 'finetune']);
    expect(unneeded.find(({ bytes }) => bytes > 30_000)?.label).toContain('finetune');
    const { out } = await project.reprise('gc', '--dry-run');
    expect(out).toContain('Needed by 1 experiment: 5 artifacts,');
    expect(out).toMatch(/Needed by nothing: 2 artifacts, [\d.]+ kB: would go; nothing was deleted\./);
    expect(await Promise.all(unneeded.map(isThere))).toEqual([true, true]);
  });

  it('never removes what is pinned, though its file is gone', async () => {
    expect((await project.reprise('pin', 'small')).out).toBe('Pinned small: 5 stages of its last run.\n');
    await project.experiment('small', SMALL.replace('steps: 4', 'steps: 5'));
    await project.reprise('run', 'small', '--no-report');
    await rm(join(project.root, 'experiments', 'small.yaml'));
    const { needed, unneeded } = await swept('--dry-run');
    expect(kinds(needed)).toEqual(['evaluate', 'finetune', 'overlap', 'pretrain', 'tokenize']);
    expect(kinds(unneeded)).toEqual(['evaluate', 'evaluate', 'finetune', 'finetune', 'pretrain']);
    const pins = JSON.parse((await project.reprise('pin', '--json')).out);
    expect(pins.map(({ keys }: { keys: string[] }) => keys.toSorted())).toEqual([
      needed.map(({ key }) => key),
    ]);
  });

  it('keeps what the last run of an experiment used that cannot be planned now, and says so', async () => {
    await project.experiment('small', SMALL.replace('heads: 2', 'heads: 3'));
    const { out } = await project.reprise('gc', '--dry-run');
    expect(out).toContain('small cannot be planned here');
    expect(kinds((await swept('--dry-run')).unneeded)).toEqual(['evaluate', 'finetune']);
  });

  it('removes nothing while a run is at work', async () => {
    const hold = join(project.root, 'results', 'run.hold');
    await writeFile(hold, `1 ${hostname()}-elsewhere`);
    const { code, err } = await project.reprise('gc');
    expect(err).toContain('is at work on these results');
    expect(code).toBe(1);
    await rm(hold);
  });

  it('removes the rest, also what nothing is recorded of, and keeps every number', async () => {
    const stray = join(project.root, 'results', 'artifacts', 'ff', 'f'.repeat(64));
    await mkdir(stray, { recursive: true });
    await writeFile(join(stray, 'checkpoint.bin'), 'half');
    const before = await swept('--dry-run');
    const { code, out } = await project.reprise('gc');
    expect(out).toContain('removed; their numbers are kept');
    expect(code).toBe(0);
    expect(await Promise.all(before.needed.map(isThere))).toEqual(before.needed.map(() => true));
    expect(await Promise.all(before.unneeded.map(isThere))).toEqual([false, false, false]);
    expect(await Promise.all(before.unneeded.map(hasLog))).toEqual([false, false, false]);
    expect(await Promise.all(before.needed.map(hasLog))).toEqual(before.needed.map(() => true));
    const gone = before.unneeded.find(({ label }) => label?.startsWith('evaluate'));
    const record = JSON.parse((await project.reprise('show', gone!.key, '--json')).out);
    expect(record.metrics.length).toBeGreaterThan(0);
    expect((await swept('--dry-run')).unneeded).toEqual([]);
  });

  it('removes what was pinned once the pin is taken away', async () => {
    await project.experiment('small', SMALL.replace('steps: 4', 'steps: 5'));
    expect((await project.reprise('pin', 'small', '--remove')).out).toBe('small is pinned no more.\n');
    expect(kinds((await swept('--dry-run')).unneeded)).toEqual(['evaluate', 'finetune', 'pretrain']);
    expect((await project.reprise('pin')).out).toBe('Nothing is pinned.\n');
    const again = await project.reprise('pin', 'small', '--remove');
    expect(again.err).toContain('"small" is not pinned. Pinned: nothing.');
    expect(again.code).toBe(2);
  });
});
