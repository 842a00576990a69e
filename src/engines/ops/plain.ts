/** An engine that is a backend of tfjs and nothing else: every op is its composition, the optimizer runs on the host. */
import type { StartedEngine } from '../declaration.js';
import { HOST_TRAINING } from './adamw.js';
import { PLAIN_OPS } from './index.js';
import { openTraining } from './training.js';
import { disposeWeights, openWeights } from './weights.js';

/** `backend`: its name in tfjs. */
export const plainEngine = (backend: string): StartedEngine => ({
  backend,
  ops: PLAIN_OPS,
  openWeights: (values) => {
    const weights = openWeights(values);
    return { weights, dispose: () => disposeWeights(weights) };
  },
  openTraining: (values, moments) => openTraining(HOST_TRAINING, values, moments),
  setThreads: () => undefined,
});
