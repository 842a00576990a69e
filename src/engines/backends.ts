/** What each engine needs of tfjs: whether it is here, how it starts, which ops it runs. One entry an engine. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineName, Precision } from '../experiment/schema.js';
import { UserError } from '../failure.js';
import type { FusedOps } from './engine.js';
import { bf16Refusal, loadAddon, nativeStatus, setThreads } from './native/addon.js';
import { nativeOps, NATIVE_NUMERICS } from './native/ops.js';
import { PLAIN_NUMERICS, PLAIN_OPS } from './ops/index.js';

export interface Status {
  readonly available: boolean;
  /** What it runs on, or what to do to get it. */
  readonly detail: string;
}

export interface Backend {
  /** Name that tfjs knows the backend by. */
  readonly tfjsName: string;
  /** Of the ops alone; open.ts adds the version of tfjs. */
  readonly numerics: string;
  status(): Status;
  /** Registers the backend with tfjs. */
  register(): Promise<void>;
  threads(count: number): void;
  /** Of its kernels, where it tells. */
  instructionSet(): string | null;
  /** Why the precision cannot be had here; null: it can. */
  refusal(precision: Precision): string | null;
  ops(precision: Precision): FusedOps;
}

const { resolve } = createRequire(import.meta.url);

/** Whether Node finds the package. */
function isInstalled(name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}

const wasmFolder = () => join(dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist', '/');

const plain = {
  numerics: PLAIN_NUMERICS,
  threads: () => undefined,
  instructionSet: () => null,
  refusal: (precision: Precision) =>
    precision === 'float32' ? null : 'only the engine native computes in bfloat16',
  ops: () => PLAIN_OPS,
};

const native: Backend = {
  tfjsName: 'native',
  numerics: NATIVE_NUMERICS,
  status: nativeStatus,
  register: async () => (await import('./native/backend.js')).registerNative(),
  threads: setThreads,
  instructionSet: () => loadAddon()?.instructionSet ?? null,
  refusal: (precision) => (precision === 'float32' ? null : bf16Refusal()),
  ops: nativeOps,
};

const cpu: Backend = {
  ...plain,
  tfjsName: 'cpu',
  status: () => ({ available: true, detail: 'plain JavaScript on one thread; slow' }),
  register: async () => void (await import('@tensorflow/tfjs-backend-cpu')),
};

const wasm: Backend = {
  ...plain,
  tfjsName: 'wasm',
  status: () =>
    existsSync(join(wasmFolder(), 'tfjs-backend-wasm-simd.wasm'))
      ? { available: true, detail: 'WebAssembly on one thread, which is all that tfjs has of it in Node' }
      : { available: false, detail: 'the WebAssembly files are missing: run `npm ci`' },
  register: async () => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(wasmFolder());
  },
};

/** TensorFlow's C library, where somebody has installed the package. */
function tensorflow(name: 'tfjs-node' | 'tfjs-node-gpu'): Backend {
  const specifier = `@tensorflow/${name}`;
  const where = name === 'tfjs-node' ? 'TensorFlow on the processor' : 'TensorFlow on an NVIDIA card';
  return {
    ...plain,
    tfjsName: 'tensorflow',
    status: () =>
      isInstalled(specifier)
        ? { available: true, detail: `${where}; the same run may give other bits` }
        : {
            available: false,
            detail: `not installed: run \`npm install ${specifier}\`, which downloads TensorFlow's C library; the same run may give other bits on it`,
          },
    register: () => importBackend(specifier),
  };
}

async function importBackend(specifier: string): Promise<void> {
  try {
    await import(specifier);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new UserError(
      `${specifier} is installed but does not load (${reason}). Reinstall it, or choose another engine.`,
      undefined,
      { cause },
    );
  }
}

export const BACKENDS: Record<EngineName, Backend> = {
  native,
  wasm,
  cpu,
  'tfjs-node': tensorflow('tfjs-node'),
  'tfjs-node-gpu': tensorflow('tfjs-node-gpu'),
};
