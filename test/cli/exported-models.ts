/** Experiments whose models are exported: small, each one of another class, or with another table of positions, there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskFiles } from '../../src/datasets/miniature/tasks.js';

const TRAINED = `
tokenizer: { vocabularySize: 320 }
model: { layers: 2, hiddenSize: 16, heads: 2, contextLength: 48, initialisation: { std: 0.3 } }
pretrain: { corpus: shelf, steps: 12, batchSize: 4, warmupSteps: 1, evaluateEvery: 12, optimizer: { learningRate: 0.01 } }
finetune: { epochs: 1, batchSize: 4, maxTrainExamples: 24, optimizer: { learningRate: 0.01 } }
`;

export const MODELS = `${TRAINED}
evaluate: { source: real, tasks: [sst-2], maxExamples: 12, baselines: [majority] }
sweep:
  design: list
  variants:
    tanh: { model.activation: gelu-tanh }
    pre: { model.norm: pre }
    untied: { model.norm: pre, model.tieEmbeddings: false }
    sinusoidal: { model.positionEncoding: sinusoidal, model.activation: swish }
    none: { model.positionEncoding: none, model.activation: relu }
    rotary: { model.positionEncoding: rotary }
`;

export const TASKS = `${TRAINED}
evaluate: { source: real, tasks: [sst-2, qqp, storycloze], maxExamples: 12, baselines: [majority] }
`;

export const PROMPT = TASKS.replace('finetune: {', 'finetune: { inputFormat: prompt,').replace(
  ', qqp, storycloze',
  '',
);

/** The first rows of these tasks of the miniature. */
export function moreData(root: string): void {
  for (const { path, text } of taskFiles(1)) {
    const [, task, file] = /^(qqp|storycloze)\/(.+)$/.exec(path) ?? [];
    if (task === undefined || file === undefined) continue;
    const folder = join(root, 'datasets', task, 'data');
    mkdirSync(folder, { recursive: true });
    const lines = task === 'qqp' ? text.split('\n').slice(0, 200) : [text];
    writeFileSync(join(folder, file), lines.join('\n'));
  }
}
