/** TensorFlow on a card. */
import { tensorflow } from '../tfjs-node/package.js';

export const tfjsNodeGpu = tensorflow('@tensorflow/tfjs-node-gpu', 'TensorFlow on an NVIDIA card', 2e12);
