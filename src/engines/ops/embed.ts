import type { FusedOps } from '../engine.js';
import { rowsOf } from './rows.js';

/** out[n] = table[ids[n]]: table [V, d], ids [N] → [N, d]. */
export const embed: FusedOps['embed'] = (table, ids) => rowsOf(table, ids);
