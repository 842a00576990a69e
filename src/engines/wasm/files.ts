/** Where the package keeps its WebAssembly. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const wasmFolder = (): string => {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  return join(dirname(manifest), 'dist', '/');
};
