/** Opens an engine: from then on tfjs runs on it. */
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { UserError } from '../failure.js';
import type { Engine } from './engine.js';
import { registerGradients } from './gradients.js';
import { ENGINES } from './index.js';
import type { EngineSettings } from './index.js';
import { numericsVersion, requireEngine } from './resolve.js';

/**
 * Makes the engine the one that tfjs runs on and returns it. Tensors of another engine opened before in this process
 * stay readable. Throws UserError where the engine, or its precision, is not here.
 */
export async function openEngine({ name, ...settings }: EngineSettings): Promise<Engine> {
  requireEngine(name, settings.precision, settings);
  enableProdMode(); // else tfjs recommends another package on its first tensor
  registerGradients();
  const { start } = await ENGINES[name].load();
  const { backend, ...engine } = await start(settings);
  if (!(await setBackend(backend)))
    throw new UserError(`The engine ${name} does not start. Choose another; \`reprise engines\` lists them.`);
  opened = { name, numericsVersion: numericsVersion(name, settings.precision), ...engine };
  return opened;
}

/** The one that tfjs runs on. */
let opened: Engine | null = null;

/** On how many threads the engine that is open in this process computes from its next op on. */
export const setThreads = (threads: number): void => opened?.setThreads(threads);
