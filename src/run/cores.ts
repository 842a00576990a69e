/** How many processes and threads an experiment asks for on this machine. */
import { availableParallelism } from 'node:os';
import type { EngineOptions } from '../experiment/schema.js';

/** Worker processes: as asked, else one per core. */
export const workersOf = ({ workers }: EngineOptions): number => workers ?? availableParallelism();

/** Threads of all workers together: as asked, else the cores. */
export const threadsOf = ({ threads }: EngineOptions): number => threads ?? availableParallelism();
