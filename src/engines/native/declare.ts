/** Our C++ kernels under tfjs: the engine of the processor. */
import type { EngineDeclaration } from '../declaration.js';
import { bf16Refusal, loadAddon, nativeStatus } from './addon.js';

/** Part of stage keys: raise it when the kernels' bits change. */
const NATIVE_NUMERICS = '2';

export const native: EngineDeclaration = {
  preference: 1,
  numerics: NATIVE_NUMERICS,
  promisesBits: true,
  assumedRate: 40e9,
  isFused: true,
  status: ({ instructionSet }) => nativeStatus(instructionSet),
  refusal: (precision, { instructionSet }) => (precision === 'float32' ? null : bf16Refusal(instructionSet)),
  instructionSet: ({ instructionSet }) => loadAddon(instructionSet)?.instructionSet ?? null,
  load: () => import('./start.js'),
};
