/** tfjs's backend in plain JavaScript: there wherever Node is, for tests and comparisons. */
import type { EngineDeclaration } from '../declaration.js';
import { PLAIN } from '../plain.js';

export const cpu: EngineDeclaration = {
  ...PLAIN,
  preference: 3,
  assumedRate: 0.5e9,
  isFused: false,
  status: () => ({ available: true, detail: 'plain JavaScript on one thread; slow' }),
  load: () => import('./start.js'),
};
