/**
 * What an engine says of itself before it is opened: its folder's declare.ts. It loads no tensor library; the module that
 * computes is imported when the engine is opened.
 */
import type { Engine } from './engine.js';

export const PRECISIONS = ['float32', 'bf16'] as const;

/** Of matrix products. */
export type Precision = (typeof PRECISIONS)[number];

export interface Status {
  readonly available: boolean;
  /** What it runs on, or what to do to get it. */
  readonly detail: string;
}

/** How an engine computes. Threads and instructions change no bit; the precision does. */
export interface StartSettings {
  readonly precision: Precision;
  readonly threads: number;
  /** That the kernels are to use; null: the best that this machine has. */
  readonly instructionSet: string | null;
}

/** Of the settings, what decides whether the engine is there. */
export type Wanted = Pick<StartSettings, 'instructionSet'>;

/** Registers its backend with tfjs, once, and computes on it. */
export interface EngineModule {
  readonly start: (settings: StartSettings) => Promise<StartedEngine>;
}

export interface StartedEngine extends Omit<Engine, 'name' | 'numericsVersion'> {
  /** Name that tfjs knows the backend by. */
  readonly backend: string;
}

export interface EngineDeclaration {
  /** Place in the order in which `auto` tries engines, from 1; null: by name alone. */
  readonly preference: number | null;
  /** Version of the bits of its ops in each precision that it computes in; the version of tfjs counts as well. */
  readonly numerics: Readonly<{ float32: string } & Partial<Record<Precision, string>>>;
  /** Whether the same run gives the same bits wherever and however often it is run. */
  readonly promisesBits: boolean;
  /** FLOP/s of one worker at hidden size 64 where none was observed yet: rough, for the first estimate alone. */
  readonly assumedRate: number;
  /** Whether its ops never store attention's scores and the logits of a batch whole; for estimates of memory. */
  readonly isFused: boolean;
  status(wanted: Wanted): Status;
  /** Of its kernels, where it tells. */
  instructionSet(wanted: Wanted): string | null;
  load(): Promise<EngineModule>;
}
