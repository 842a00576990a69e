/** The weights of a model, in the order of the released GPT-1 files, and which of them fine-tuning takes over. */
import type { NamedValues } from '../../engines/values.js';
import type { FamilyWeights, Transfer } from '../family.js';
import { embeddingShape, matrixShape, normShapes, projectionShapes } from '../shared/shapes.js';
import type { WeightShape } from '../shared/shapes.js';
import { transferWeights } from '../shared/transfer.js';
import { SYMBOLS } from './input.js';
import type { GptOptions } from './options.js';

/** Prefix of the weights of block `index`, counted from 0. */
export const blockPrefix = (index: number): string => `blocks.${index}.`;

function blockShapes(index: number, width: number): readonly WeightShape[] {
  const prefix = blockPrefix(index);
  return [
    ...projectionShapes(`${prefix}attention.qkv`, width, 3 * width),
    ...projectionShapes(`${prefix}attention.output`, width, width),
    ...normShapes(`${prefix}norm1`, width),
    ...projectionShapes(`${prefix}feedForward.input`, width, 4 * width),
    ...projectionShapes(`${prefix}feedForward.output`, 4 * width, width),
    ...normShapes(`${prefix}norm2`, width),
  ];
}

/** Every weight of the language model; `rows`: of the token table. */
export function weightShapes(options: GptOptions, rows: number): readonly WeightShape[] {
  const { layers, hiddenSize, contextLength } = options;
  return [
    ...(options.positionEncoding === 'learned'
      ? [embeddingShape('positions', contextLength, hiddenSize)]
      : []),
    embeddingShape('tokens', rows, hiddenSize),
    ...Array.from({ length: layers }, (_, index) => blockShapes(index, hiddenSize)).flat(),
    ...(options.norm === 'pre' ? normShapes('finalNorm', hiddenSize) : []),
    ...(options.tieEmbeddings ? [] : [matrixShape('output', rows, hiddenSize)]),
  ];
}

const ROWS_BY_TOKEN = ['tokens', 'output'];

/** The embeddings, an own output matrix and the first blocks; all blocks: the final norm with them. Symbols stay fresh. */
function transfer(pretrained: NamedValues, fresh: NamedValues, options: Transfer<GptOptions>): NamedValues {
  const blocks = options.blocks ?? options.options.layers;
  const prefixes = Array.from({ length: blocks }, (_, index) => blockPrefix(index));
  const isTaken = (name: string): boolean =>
    blocks >= options.options.layers ||
    name === 'positions' ||
    ROWS_BY_TOKEN.includes(name) ||
    prefixes.some((prefix) => name.startsWith(prefix));
  return transferWeights(pretrained, fresh, {
    isTaken,
    rowsByToken: ROWS_BY_TOKEN,
    freshRows: SYMBOLS.map((_, i) => options.vocabularySize + i),
  });
}

export const gptWeights: FamilyWeights<GptOptions> = { shapes: weightShapes, transfer };
