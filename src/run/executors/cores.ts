/** How many processes and threads an experiment asks for on this machine. */
import { availableParallelism } from 'node:os';
import type { ExecutorOptions } from './executor.js';

/** Worker processes: as asked, else one per core. */
export const workersOf = ({ workers }: ExecutorOptions): number => workers ?? availableParallelism();

/** Threads of all workers together: as asked, else the cores. */
export const threadsOf = ({ threads }: ExecutorOptions): number => threads ?? availableParallelism();
