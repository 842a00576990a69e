/** The map of executors: what `--executor` may say. */
import type { ExecutorKind } from './executor.js';
import { local } from './local.js';

export const EXECUTORS = {
  local,
} as const satisfies Record<string, ExecutorKind>;

export type ExecutorName = keyof typeof EXECUTORS;

export const DEFAULT_EXECUTOR: ExecutorName = 'local';
