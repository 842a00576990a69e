import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { EngineModule } from '../declaration.js';
import { plainEngine } from '../ops/plain.js';
import { wasmFolder } from './files.js';

export const start: EngineModule['start'] = () => {
  setWasmPaths(wasmFolder());
  return Promise.resolve(plainEngine('wasm'));
};
