/** What engines without kernels of their own have in common, as declarations. Imports no tensor library. */
import type { EngineDeclaration } from './declaration.js';

/** Part of stage keys: raise it when the bits of a composition in ops/ change. */
const PLAIN_NUMERICS = '2';

export const PLAIN = {
  numerics: { float32: PLAIN_NUMERICS },
  promisesBits: false,
  instructionSet: () => null,
} satisfies Partial<EngineDeclaration>;
