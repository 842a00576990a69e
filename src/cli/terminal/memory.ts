/** Memory in words: what a run needs, and what to do where the machine has less. */
import { bytesOf } from '../../plan/memory.js';
import type { MemoryNeed } from '../../plan/memory.js';
import type { Stage } from '../../stages/index.js';
import { formatBytes } from '../../amounts.js';
import { counted } from './print.js';

/** One line. */
export const memoryLine = ({ bytes, workers, together, machine }: MemoryNeed): string =>
  `Memory: about ${formatBytes(bytes)} for the largest stage, ${formatBytes(together)} for ${counted(workers, 'worker')} at once; ` +
  `this machine has ${formatBytes(machine)}`;

/** Why a run would need more than there is, with the numbers and the way out; null: there is enough. */
export function memoryShortage(need: MemoryNeed): string | null {
  const { largest, workers, fitting, machine, together } = need;
  if (largest === null || fitting >= workers) return null;
  const has = `this machine has ${formatBytes(machine)}`;
  if (fitting === 0) return `"${largest.label}" needs about ${partsOf(largest)}; ${has}. ${SMALLER}`;
  return (
    `${counted(workers, 'worker')} at once need about ${formatBytes(together)} of memory; ${has}. ` +
    `The largest stage is "${largest.label}": about ${partsOf(largest)}. ` +
    `${counted(fitting, 'worker')} would fit: --set engine.workers=${fitting}.`
  );
}

const SMALLER =
  'Choose a smaller model (model.hiddenSize, model.layers), fewer tokens in a batch (batchSize, model.contextLength) or less data.';

function partsOf(stage: Stage): string {
  const { weights, activations, data, program } = stage.estimate.memory;
  return (
    `${formatBytes(bytesOf(stage))} of memory (${formatBytes(weights)} for weights, gradients, moments and checkpoints, ` +
    `${formatBytes(activations)} for activations, ${formatBytes(data)} for data, ${formatBytes(program)} for the program)`
  );
}
