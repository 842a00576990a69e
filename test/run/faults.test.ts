/** Faults under a real run: each is named in a sentence, spoils nothing, and the next run comes to the same bytes. */
import { access, cp, open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { faultyProject } from './faulty.js';
import type { FaultyProject } from './faulty.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let project: FaultyProject;
beforeAll(async () => {
  project = await faultyProject();
});
afterAll(() => project.remove());

async function flipBit(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.from([byte[0]! ^ 4]), 0, 1, at);
  await file.close();
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The same command again comes to its end and to the results of a run without any fault. */
async function expectGoesOn(): Promise<string> {
  const { code, err } = await project.run();
  expect(err).not.toMatch(/\n\s+at /);
  expect(code).toBe(0);
  await project.expectSound();
  return err;
}

describe('a checkpoint', () => {
  let checkpoint: string;
  beforeAll(async () => {
    await project.setBack(null);
    const { err } = await project.runWith({ kind: 'pretrain', does: 'die at a checkpoint' });
    expect(err).toContain('was ended by SIGKILL before the stage was finished');
    checkpoint = join(await project.folderOf('pretrain'), 'checkpoint.bin');
    await project.keep('begun');
  });
  beforeEach(() => project.setBack('begun'));

  it.each([
    ['was cut short', (path: string) => truncate(path, 5000)],
    ['has one bit flipped', (path: string) => flipBit(path, 9000)],
  ])('that %s is found by its hash, named, and not used', async (_, damage) => {
    await damage(checkpoint);
    expect(await expectGoesOn()).toContain(
      `${checkpoint} does not match the hash written with it. The stage starts again`,
    );
  });
});

describe('artifacts that a stage needs', () => {
  beforeEach(() => project.setBack('sound'));

  it.each([
    ['tokenize', 'train.bin', 'pretrain.batchSize=5', 'It is made anew.'],
    ['tokenize', 'tokenizer.json', 'finetune.batchSize=5', 'It is made anew.'],
    ['pretrain', 'weights.bin', 'finetune.batchSize=5', 'They are trained anew.'],
  ])('of %s: %s, damaged, is named and made anew, to the same bytes', async (kind, name, set, anew) => {
    const path = join(await project.folderOf(kind), name);
    const before = await readFile(path);
    await flipBit(path, 2000);
    const { code, err } = await project.run('--set', set);
    expect(err).toContain(`${path} does not match`);
    expect(err).toContain(anew);
    expect(code).toBe(0);
    expect(before.equals(await readFile(path))).toBe(true);
  });
});

describe('a worker', () => {
  beforeEach(() => project.setBack(null));

  const PATIENCE = ['--set', 'engine.stallTimeout=15'];

  it('that hangs is replaced once, and the run comes to its end', async () => {
    const noted = join(project.root, 'hung');
    const { code, err } = await project.runWith(
      { kind: 'pretrain', does: 'hang', once: true, path: noted },
      ...PATIENCE,
    );
    expect(await exists(noted)).toBe(true);
    expect(err).toContain('The worker made no progress for 15 s; another one takes over.');
    expect(code).toBe(0);
    await project.expectSound();
  });

  it('that hangs twice is reported, and its stage is recorded as failed', async () => {
    const { code, err } = await project.runWith({ kind: 'pretrain', does: 'hang' }, ...PATIENCE);
    expect(err).toContain('made no progress for 15 s, and neither did the one that took over');
    expect(code).toBe(1);
    expect(await statusOf('pretrain')).toBe('failed');
    await expectGoesOn();
  });

  it('that the system kills is a failed stage with advice, and holds up nothing else under --keep-going', async () => {
    const { code, err } = await project.runWith({ kind: 'pretrain', does: 'die' }, '--keep-going');
    expect(err).toMatch(/ended by SIGKILL [^]*when memory runs out\. Run with fewer workers/);
    expect(code).toBe(3);
    expect(await statusOf('pretrain')).toBe('failed');
    expect(await statusOf('baseline')).toBe('done');
    await expectGoesOn();
  });

  it('whose heap is full is a failed stage with advice, without the trace of a machine', async () => {
    const { code, err } = await project.runWith({ kind: 'finetune', does: 'fill the heap' });
    expect(err).toContain('Memory ran out. Run with fewer workers');
    expect(err).not.toMatch(/0x[0-9a-f]{6}|\n\s+at /);
    expect(code).toBe(1);
    expect(await statusOf('finetune')).toBe('failed');
    await expectGoesOn();
  });
});

const statusOf = async (kind: string): Promise<string | undefined> =>
  (await project.stages()).find((stage) => stage.kind === kind)?.status;

describe('data that changes during a run', () => {
  it('is refused by the stage that reads it, by the name of its file, and nothing is made of it', async () => {
    await project.setBack(null);
    const path = join(project.datasets, 'sst-2', 'data', 'train.tsv');
    const copy = join(project.root, 'train.tsv');
    await cp(path, copy);
    const { code, err } = await project.runWith({ kind: 'finetune', does: 'append to a file', path });
    expect(err).toContain(`${path} changed since this run was planned. Nothing was made of it.`);
    expect(code).toBe(1);
    expect(await statusOf('finetune')).toBe('failed');
    expect(await exists(join(await project.folderOf('finetune'), 'weights.bin'))).toBe(false);
    await cp(copy, path);
    await expectGoesOn();
  });
});
