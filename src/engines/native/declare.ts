/** Our C++ kernels under tfjs: the engine of the processor. */
import type { EngineDeclaration } from '../declaration.js';
import { loadAddon, nativeStatus } from './addon.js';

/** Part of stage keys: raise one when the kernels' bits in its precision change, bf16's with float32's too. */
const NATIVE_NUMERICS = { float32: '2', bf16: '2-bf16-3' };

export const native: EngineDeclaration = {
  preference: 1,
  numerics: NATIVE_NUMERICS,
  promisesBits: true,
  assumedRate: 40e9,
  isFused: true,
  status: ({ instructionSet }) => nativeStatus(instructionSet),
  instructionSet: ({ instructionSet }) => loadAddon(instructionSet)?.instructionSet ?? null,
  load: () => import('./start.js'),
};
