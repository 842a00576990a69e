/** Drives the stages themselves, in a folder of the test's own. */
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureMiniature } from '../../src/datasets/miniature/index.js';
import { resolveEngine } from '../../src/engines/resolve.js';
import type { EngineName } from '../../src/engines/index.js';
import type { FinetuneOptions } from '../../src/stages/finetune/options.js';
import type { TaskName } from '../../src/tasks/index.js';
import { gptOptions } from '../../src/models/gpt/options.js';
import type { GptOptions } from '../../src/models/gpt/options.js';
import { finetuneOptions } from '../../src/stages/finetune/options.js';
import { pretrainOptions } from '../../src/stages/pretrain/options.js';
import { tokenizerOptions } from '../../src/tokenizer/options.js';
import type { Stage, StageSpec } from '../../src/stages/index.js';
import type { StageResult } from '../../src/stages/result.js';
import { runStage } from '../../src/stages/index.js';
import type { StageContext } from '../../src/stages/stage.js';
import { instructionSet } from '../engines/instruction-sets.js';

export interface Place {
  readonly datasets: string;
  /** Folder of the artifacts; a key is a folder in it. */
  readonly results: string;
  readonly engine: EngineName;
}

/** A folder of its own with the miniature and its tokens, under the key `tokenize`. */
export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-stages-'));
  const datasets = join(folder, 'datasets');
  await ensureMiniature(datasets);
  const { name: engine } = resolveEngine('auto', 'float32', { instructionSet });
  const place = { datasets, results: join(folder, 'results'), engine };
  await runAs(place, 'tokenize', tokenizeSpec);
  return place;
}

export const removePlace = ({ datasets }: Place): Promise<void> =>
  rm(join(datasets, '..'), { recursive: true, force: true });

/** As a stage's context: it fails when it tells of that step. */
export const killedAt = (step: number): Pick<StageContext, 'progress'> => ({
  progress: (done) => {
    if (done === step) throw new Error('killed');
  },
});

export const tinyModel: GptOptions = gptOptions.parse({
  layers: 2,
  hiddenSize: 32,
  heads: 2,
  contextLength: 48,
});

/** Runs one stage under a key that the test chooses. */
export function runAs(place: Place, key: string, spec: StageSpec, changes: Partial<StageContext> = {}) {
  const stage: Stage = {
    key,
    spec,
    inputs: [],
    label: key,
    estimate: {
      parameters: null,
      flops: 0,
      seconds: 0,
      bytes: 0,
      memory: { program: 0, weights: 0, activations: 0, data: 0 },
    },
  };
  return runStage(stage, { ...contextOf(place), ...changes });
}

function contextOf({ datasets, results, engine }: Place): StageContext {
  return {
    datasets,
    artifacts: (key) => {
      mkdirSync(join(results, key), { recursive: true });
      return join(results, key);
    },
    opened: () => undefined,
    progress: () => undefined,
    stop: new AbortController().signal,
    event: () => undefined,
    data: new Map(),
    engine: { name: engine, precision: 'float32', threads: 1, instructionSet },
  };
}

export const tokenizeSpec: StageSpec = {
  kind: 'tokenize',
  tokenizer: tokenizerOptions.parse({ vocabularySize: 400 }),
  corpus: 'miniature',
  corpusHash: '',
};

export function pretrainSpec(options: object = {}, seed = 1): Extract<StageSpec, { kind: 'pretrain' }> {
  const pretrain = pretrainOptions.parse({
    steps: 12,
    batchSize: 4,
    warmupSteps: 4,
    evaluateEvery: 5,
    checkpointEvery: 5,
    ...options,
  });
  return { kind: 'pretrain', tokenize: 'tokenize', model: tinyModel, pretrain, seed };
}

export function finetuneSpec(task: TaskName, options: object = {}): Extract<StageSpec, { kind: 'finetune' }> {
  const finetune: FinetuneOptions = finetuneOptions.parse({
    epochs: 2,
    batchSize: 8,
    maxTrainExamples: 40,
    checkpointEvery: 4,
    optimizer: { learningRate: 1e-3 },
    ...options,
  });
  return {
    kind: 'finetune',
    tokenize: 'tokenize',
    imported: null,
    pretrain: finetune.initFrom === 'scratch' ? null : 'pretrain',
    model: tinyModel,
    finetune,
    task,
    source: 'miniature',
    dataHash: '',
    seed: 1,
  };
}

export function evaluateSpec(
  task: TaskName,
  finetune: string,
  options: Partial<Extract<StageSpec, { kind: 'evaluate' }>> = {},
): Extract<StageSpec, { kind: 'evaluate' }> {
  return {
    kind: 'evaluate',
    tokenize: 'tokenize',
    imported: null,
    finetune,
    model: tinyModel,
    inputFormat: 'delimiters',
    task,
    source: 'miniature',
    dataHash: '',
    maxExamples: 30,
    batchSize: 16,
    ...options,
  };
}

export const seriesOf = ({ metrics }: StageResult, name: string, split = 'train') =>
  metrics.filter((metric) => metric.name === name && metric.split === split);
