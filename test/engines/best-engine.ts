/** The engine that `auto` stands for here, on one thread. */
import type { Engine } from '../../src/engines/engine.js';
import { openEngine } from '../../src/engines/open.js';
import { resolveEngine } from '../../src/engines/resolve.js';
import { instructionSet } from './instruction-sets.js';

export async function bestEngine(): Promise<Engine> {
  const { name } = resolveEngine('auto', 'float32', { instructionSet });
  return openEngine({ name, precision: 'float32', threads: 1, instructionSet });
}
