import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { randomStream } from '../../src/random/stream.js';
import { openStore } from '../../src/store/open.js';

const SCRIPT = join(import.meta.dirname, 'save-forever.mjs');
const ROWS = 2000;

it('a writer killed in the midst of a transaction leaves every stage whole or not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-killed-'));
  const stream = randomStream('kills of a writer');
  for (let kill = 0; kill < 12; kill++) {
    const writer = spawn(process.execPath, [SCRIPT, folder, String(kill)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    // The writer does nothing but write, so any moment is one in a transaction.
    await setTimeout(200 * stream.uniform());
    writer.kill('SIGKILL');
    await new Promise((resolve) => writer.once('exit', resolve));
    const store = await openStore(folder);
    const records = await store.allStages();
    expect(records.filter(({ key }) => key.startsWith(`${kill}-`)).length).toBeGreaterThan(0);
    for (const { key } of records) {
      expect(await store.metrics(key)).toHaveLength(ROWS);
      expect(await store.predictions(key)).toHaveLength(ROWS);
    }
    await store.close();
  }
  await rm(folder, { recursive: true });
}, 300_000);
