/** TensorFlow on the processor. */
import type { EngineDeclaration } from '../declaration.js';
import { PLAIN } from '../plain.js';
import { loadTensorFlow, packageStatus } from './package.js';

const NAME = '@tensorflow/tfjs-node';

export const tfjsNode: EngineDeclaration = {
  ...PLAIN,
  preference: null,
  assumedRate: 30e9,
  status: () => packageStatus(NAME, 'TensorFlow on the processor'),
  load: () => loadTensorFlow(NAME),
};
