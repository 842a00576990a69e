/** TensorFlow on a card. */
import type { EngineDeclaration } from '../declaration.js';
import { PLAIN } from '../plain.js';
import { loadTensorFlow, packageStatus } from '../tfjs-node/package.js';

const NAME = '@tensorflow/tfjs-node-gpu';

export const tfjsNodeGpu: EngineDeclaration = {
  ...PLAIN,
  preference: null,
  assumedRate: 2e12,
  status: () => packageStatus(NAME, 'TensorFlow on an NVIDIA card'),
  load: () => loadTensorFlow(NAME),
};
