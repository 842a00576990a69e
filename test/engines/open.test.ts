import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadAddon } from '../../src/engines/native/addon.js';
import { openEngine } from '../../src/engines/open.js';
import { listEngines, resolveEngine } from '../../src/engines/resolve.js';
import { packageStatus } from '../../src/engines/tfjs-node/package.js';
import { UserError } from '../../src/failure.js';
import { instructionSet } from './instruction-sets.js';

const OPEN = new URL('../../dist/engines/open.js', import.meta.url).href;
const RESOLVE = new URL('../../dist/engines/resolve.js', import.meta.url).href;

/** What a fresh process says of itself while it opens an engine and makes a tensor. */
function openApart(name: string) {
  const code = `
    import { openEngine } from '${OPEN}';
    import { resolveEngine } from '${RESOLVE}';
    const wanted = { instructionSet: null };
    import { tensor1d } from '@tensorflow/tfjs-core';
    resolveEngine('${name}', 'float32', wanted);
    const resolved = resolveEngine('${name}', 'float32', wanted);
    await openEngine({ name: resolved.name, precision: 'float32', threads: 1, ...wanted });
    tensor1d([1]).dataSync();
    console.log(resolved.name);`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
}

function refused(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('engines', () => {
  it('are listed with what they run on or what to do to get them', () => {
    const engines = listEngines({ instructionSet });
    expect(engines.map(({ name }) => name)).toEqual(['native', 'wasm', 'cpu', 'tfjs-node', 'tfjs-node-gpu']);
    for (const { detail } of engines) expect(detail).not.toBe('');
    for (const { name, detail } of engines.slice(3)) expect(detail, name).toContain('other bits');
  });

  it('have versions of their own, since the same run has other bits on each', () => {
    const versions = (['wasm', 'cpu'] as const).map((name) =>
      resolveEngine(name, 'float32', { instructionSet }),
    );
    expect(new Set(versions.map(({ numericsVersion }) => numericsVersion)).size).toBe(2);
  });

  it('open again with another number of threads', async () => {
    const first = await openEngine({ name: 'cpu', precision: 'float32', threads: 1, instructionSet });
    expect(
      (await openEngine({ name: 'cpu', precision: 'float32', threads: 2, instructionSet })).numericsVersion,
    ).toBe(first.numericsVersion);
  });

  it('that are not installed are refused in a sentence that says what to do', async () => {
    const absent = listEngines({ instructionSet }).filter(({ available }) => !available);
    for (const { name } of absent) {
      const refusal = await openEngine({ name, precision: 'float32', threads: 1, instructionSet }).catch(
        (error: unknown) => error,
      );
      expect(refusal).toBeInstanceOf(UserError);
      expect((refusal as UserError).message).toMatch(/not available: .*Or choose another engine/);
    }
  });

  it('of a package are there once its binary is', () => {
    const project = mkdtempSync(join(tmpdir(), 'engines-'));
    const folder = join(project, 'node_modules', 'tensor');
    const status = () => packageStatus('tensor', 'tensors', pathToFileURL(join(project, 'main.js')).href);
    expect(status()).toMatchObject({
      available: false,
      detail: expect.stringMatching(/^not installed: run `npm install/),
    });
    mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name": "tensor"}');
    expect(status()).toMatchObject({
      available: false,
      detail: expect.stringMatching(/not built: run `npm rebuild tensor`/),
    });
    writeFileSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    expect(status()).toMatchObject({ available: true });
  });

  it.each(['cpu', 'wasm'] as const)('%s refuses bfloat16 in a sentence that says what to do', (name) => {
    const refusal = refused(() => resolveEngine(name, 'bf16', { instructionSet }));
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as UserError).message).toBe(
      `engine.precision: bf16 is not available on the engine ${name}. Set it to float32, or engine.name to native.`,
    );
  });

  it.each(['cpu', 'wasm'])('%s opens without a banner', (name) => {
    expect(openApart(name)).toMatchObject({ status: 0, stdout: `${name}\n`, stderr: '' });
  });

  it.skipIf(loadAddon() !== null)(
    'fall back to WebAssembly with one line that says why native is not used',
    () => {
      const { stdout, stderr } = openApart('auto');
      expect(stdout).toBe('wasm\n');
      expect(stderr).toMatch(/^Using the slower engine wasm: .*\.\n$/);
    },
  );
});
