import type { EngineModule } from '../declaration.js';
import { openTraining } from '../ops/training.js';
import { disposeWeights, openWeights } from '../ops/weights.js';
import { loadAddon, nativeStatus } from './addon.js';
import { nativeTraining } from './adamw.js';
import { registerNative } from './backend.js';
import { nativeOps } from './ops.js';

/** Throws where nativeStatus says that there is no addon. */
export const start: EngineModule['start'] = ({ precision, threads, instructionSet }) => {
  const addon = loadAddon(instructionSet);
  if (addon === null)
    throw new Error(`The engine native is not available: ${nativeStatus(instructionSet).detail}.`);
  registerNative(addon);
  addon.setThreads(threads);
  const kernels = { addon, bf16: precision === 'bf16' };
  return Promise.resolve({
    backend: 'native',
    ops: nativeOps(kernels),
    openWeights: (values) => {
      const weights = openWeights(values);
      return { weights, dispose: () => disposeWeights(weights) };
    },
    openTraining: (values, moments) => openTraining(nativeTraining(kernels), values, moments),
    setThreads: (wanted) => addon.setThreads(wanted),
  });
};
