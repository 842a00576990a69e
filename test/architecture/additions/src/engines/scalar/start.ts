import '@tensorflow/tfjs-backend-cpu';
import type { EngineModule } from '../declaration.js';
import { plainEngine } from '../ops/plain.js';

export const start: EngineModule['start'] = () => Promise.resolve(plainEngine('cpu'));
