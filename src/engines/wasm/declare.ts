/** tfjs's backend in WebAssembly: the portable fallback. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineDeclaration } from '../declaration.js';
import { PLAIN } from '../plain.js';
import { wasmFolder } from './files.js';

export const wasm: EngineDeclaration = {
  ...PLAIN,
  preference: 2,
  assumedRate: 5e9,
  isFused: false,
  status: () =>
    existsSync(join(wasmFolder(), 'tfjs-backend-wasm-simd.wasm'))
      ? { available: true, detail: 'WebAssembly on one thread, which is all that tfjs has of it in Node' }
      : { available: false, detail: 'the WebAssembly files are missing: run `npm ci`' },
  load: () => import('./start.js'),
};
