/** The memory that stages need at once, and how many of them a machine holds. */
import type { Stage } from '../stages/index.js';

export interface MemoryNeed {
  /** The stage that needs most; null: there is none to run. */
  readonly largest: Stage | null;
  /** Bytes of it. */
  readonly bytes: number;
  /** How many stages are at work at once. */
  readonly workers: number;
  /** Bytes of so many, the largest ones. */
  readonly together: number;
  /** Bytes that the machine has. */
  readonly machine: number;
  /** How many workers the machine holds, whichever stages they do; 0: not even one. */
  readonly fitting: number;
}

export const bytesOf = ({ estimate: { memory } }: Stage): number =>
  memory.program + memory.weights + memory.activations + memory.data;

/** `workers`: how many stages run at once; `machine`: its bytes. */
export function memoryNeed(
  stages: readonly Stage[],
  { workers, machine }: Pick<MemoryNeed, 'workers' | 'machine'>,
): MemoryNeed {
  const byNeed = stages.toSorted((a, b) => bytesOf(b) - bytesOf(a));
  const largest = byNeed[0] ?? null;
  const sizes = byNeed.slice(0, workers).map(bytesOf);
  const sums = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0));
  return {
    largest,
    bytes: sizes[0] ?? 0,
    workers: sizes.length,
    together: sums.at(-1) ?? 0,
    machine,
    fitting: sums.filter((sum) => sum <= machine).length,
  };
}
