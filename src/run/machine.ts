/** What this machine has for a run. */
import { totalmem } from 'node:os';

/** Bytes of memory: the machine's, or what this process is held to by its container. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
