/** Where this process runs, and since when: what a stage's record says of the machine. */
import { cpus, hostname } from 'node:os';
import type { EngineSettings } from '../../engines/index.js';
import { instructionSetOf } from '../../engines/resolve.js';
import type { Ran } from './executor.js';

/** Called when a stage begins; what it returns, when the stage has ended. */
export function beginning({ name, threads, instructionSet }: Omit<EngineSettings, 'precision'>): () => Ran {
  const startedAt = new Date().toISOString();
  const origin = performance.now();
  return () => ({
    host: hostname(),
    startedAt,
    seconds: (performance.now() - origin) / 1000,
    earlier: 0,
    threads,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    node: process.version,
    instructionSet: instructionSetOf(name, { instructionSet }),
  });
}
