/** Whole trainings (trained-bits.mjs), each in a process of its own, end in the same bits. */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadAddon, nativeStatus } from '../../src/engines/native/addon.js';
import type { Addon } from '../../src/engines/native/kernels.js';
import type { Precision } from '../../src/engines/declaration.js';
import { runnableSets } from '../engines/instruction-sets.js';

const addon = loadAddon();
if (addon === null) console.warn(`Skipped: bits of whole trainings; ${nativeStatus().detail}.`);

/** The instruction sets that this machine runs besides its widest. */
const others =
  addon === null ? [] : runnableSets(addon.instructionSet).filter((set) => set !== addon.instructionSet);

const SCRIPT = fileURLToPath(new URL('trained-bits.mjs', import.meta.url));
const newFolder = () => mkdtempSync(join(tmpdir(), 'reprise-bits-'));

interface Settings {
  readonly precision: Precision;
  readonly threads: number;
  readonly folder: string;
  readonly killedAt: number;
  readonly instructionSet: Addon['instructionSet'];
}

/** The hash that a process prints of all that it trained. */
async function bits({ instructionSet, ...changes }: Partial<Settings>): Promise<string> {
  const settings = { precision: 'float32', threads: 1, folder: newFolder(), ...changes };
  const env = { ...process.env, ...(instructionSet && { REPRISE_ISA: instructionSet }) };
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [SCRIPT, JSON.stringify(settings)], { env });
  expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
  return stdout.trim();
}

const onOneThread = new Map<Precision, Promise<string>>();

/** The hash that every process of this precision has to print. */
function expected(precision: Precision): Promise<string> {
  const hash = onOneThread.get(precision) ?? bits({ precision });
  onOneThread.set(precision, hash);
  return hash;
}

describe.skipIf(addon === null)('a whole training in float32 ends in the same bits', () => {
  it.each([2, 3, 4])('on %i threads as on one', async (threads) => {
    expect(await bits({ threads })).toBe(await expected('float32'));
  });

  it.each(others)('on the instruction set %s as on the widest', async (instructionSet) => {
    expect(await bits({ instructionSet })).toBe(await expected('float32'));
  });

  it('when it starts again', async () => {
    expect(await bits({ threads: 2 })).toBe(await expected('float32'));
  });

  it('when it goes on after kills in pre-training and in fine-tuning, with other threads', async () => {
    const folder = newFolder();
    const killed = { signal: 'SIGKILL' };
    await expect(bits({ folder, killedAt: 5 })).rejects.toMatchObject(killed);
    await expect(bits({ folder, killedAt: 9, threads: 2 })).rejects.toMatchObject(killed);
    expect(await bits({ folder, threads: 3 })).toBe(await expected('float32'));
  });
});

describe.skipIf(addon === null)('a whole training in bfloat16 ends in the same bits', () => {
  it.each([2, 3, 4])('on %i threads as on one', async (threads) => {
    expect(await bits({ precision: 'bf16', threads })).toBe(await expected('bf16'));
  });

  it.each(others)('on the instruction set %s as on the widest', async (instructionSet) => {
    expect(await bits({ precision: 'bf16', instructionSet })).toBe(await expected('bf16'));
  });

  it('when it starts again', async () => {
    expect(await bits({ precision: 'bf16', threads: 2 })).toBe(await expected('bf16'));
  });

  it('which are not those of float32', async () => {
    expect(await expected('bf16')).not.toBe(await expected('float32'));
  });
});
