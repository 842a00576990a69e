import { mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint, removeCheckpoint, saveCheckpoint } from '../../src/training/checkpoint.js';
import { hashValues, readTensorFile, writeTensorFile } from '../../src/training/tensor-file.js';

const values = new Map([
  ['matrix', { shape: [2, 3], values: Float32Array.from([1, -2, 3.5, 1e-30, 0, 1 / 3]) }],
  ['vector', { shape: [2], values: Float32Array.from([7, 8]) }],
]);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-tensors-'));
});

describe('a file of tensors', () => {
  it('gives back the same header, names, shapes and bits, and leaves no temporary file', async () => {
    const path = join(folder, 'weights.bin');
    await writeTensorFile(path, { header: { text: 'über\n' }, values });
    expect(await readTensorFile(path)).toEqual({ header: { text: 'über\n' }, values });
    expect(await readdir(folder)).toEqual(['weights.bin']);
  });

  it('is absent as null', async () => {
    expect(await readTensorFile(join(folder, 'none.bin'))).toBeNull();
  });

  it.each([
    [
      'a flipped bit',
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[bytes.length - 3]! ^= 1;
        await writeFile(path, bytes);
      },
    ],
    ['a lost tail', (path: string) => truncate(path, 90)],
    ['no contents', (path: string) => truncate(path, 0)],
  ])('is told from %s', async (_, damage) => {
    const path = join(folder, 'weights.bin');
    await writeTensorFile(path, { header: {}, values });
    await damage(path);
    expect(await readTensorFile(path)).toContain('does not match the hash');
  });

  it('has a hash of its numbers that depends on each of them', () => {
    const other = new Map(values).set('vector', { shape: [2], values: Float32Array.from([7, 9]) });
    expect(hashValues(values)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashValues(other)).not.toBe(hashValues(values));
  });
});

describe('a checkpoint', () => {
  const moments = new Map(
    [...values].map(([name, weight]) => [
      name,
      { first: weight.values.map((x) => x / 2), second: weight.values.map((x) => x * x) },
    ]),
  );
  const checkpoint = {
    step: 12,
    seconds: 3.5,
    metrics: [{ name: 'loss', split: 'train', step: 10, value: 0.1 + 0.2 }],
    weights: values,
    moments,
    average: values,
  };

  it('comes back exactly, and can be removed', async () => {
    const average = new Map(
      [...values].map(([name, weight]) => [name, { ...weight, values: weight.values.map((x) => x * 3) }]),
    );
    for (const kept of [checkpoint, { ...checkpoint, average }]) {
      await saveCheckpoint(folder, kept);
      expect(await loadCheckpoint(folder)).toEqual(kept);
    }
    await removeCheckpoint(folder);
    expect(await loadCheckpoint(folder)).toBeNull();
  });

  it('is reported and ignored when damaged', async () => {
    await saveCheckpoint(folder, checkpoint);
    await truncate(join(folder, 'checkpoint.bin'), 200);
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    expect(await loadCheckpoint(folder)).toBeNull();
    expect((await warned).message).toContain('checkpoint.bin does not match the hash');
  });
});
