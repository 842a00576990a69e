/** tfjs's backend in plain JavaScript under a name of its own. */
import type { EngineDeclaration } from '../declaration.js';
import { PLAIN } from '../plain.js';

export const scalar: EngineDeclaration = {
  ...PLAIN,
  numerics: { float32: 'scalar-1' },
  preference: null,
  assumedRate: 0.5e9,
  isFused: false,
  status: () => ({ available: true, detail: 'one number at a time' }),
  load: () => import('./start.js'),
};
