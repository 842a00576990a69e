/** TensorFlow on the processor. */
import { tensorflow } from './package.js';

export const tfjsNode = tensorflow('@tensorflow/tfjs-node', 'TensorFlow on the processor', 30e9);
