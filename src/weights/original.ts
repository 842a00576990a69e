/**
 * GPT-1 as it was first released: ten arrays that, one after the other, are all weights as numbers without a shape, and a
 * list of shapes to cut them by: positions, tokens, then of each of twelve blocks the attention, a norm, the feed-forward
 * and a norm.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { EXIT, UserError } from '../failure.js';
import { formatOf } from './formats/index.js';
import type { Architecture } from './formats/format.js';
import { readNpy } from './npy.js';
import type { StoredArray } from './npy.js';
import { shapeText, sizeOf } from './tensors.js';
import type { StoredTensor, StoredTensors } from './tensors.js';

const SHARDS = Array.from({ length: 10 }, (_, i) => `params_${i}.npy`);

export const ORIGINAL_FILES: readonly string[] = [
  'params_shapes.json',
  'encoder_bpe_40000.json',
  'vocab_40000.bpe',
  ...SHARDS,
];

/** Weights of a block, in the order of the release. */
const OF_BLOCK = [
  ...['attention.qkv.weight', 'attention.qkv.bias', 'attention.output.weight', 'attention.output.bias'],
  ...['norm1.gain', 'norm1.bias'],
  ...[
    'feedForward.input.weight',
    'feedForward.input.bias',
    'feedForward.output.weight',
    'feedForward.output.bias',
  ],
  ...['norm2.gain', 'norm2.bias'],
];

const shapesSchema = z.array(z.array(z.number().int().positive()).min(1)).min(2 + OF_BLOCK.length);

/** The release says no number of heads: they are 64 wide. */
const HEAD_WIDTH = 64;

interface Model {
  readonly architecture: Architecture;
  readonly tensors: StoredTensors;
}

/** `text`: of params_shapes.json. */
export async function originalModel(folder: string, text: string): Promise<Model> {
  const path = join(folder, ORIGINAL_FILES[0]!);
  const shapes = shapesIn(path, text);
  const arrays: StoredArray[] = [];
  for (const shard of SHARDS) arrays.push(await readNpy(join(folder, shard)));
  const held = arrays.reduce((sum, { count }) => sum + count, 0);
  const wanted = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  if (held !== wanted)
    throw new UserError(
      `The ten arrays in ${folder} hold ${held} numbers, and ${path} asks for ${wanted}.`,
      EXIT.usage,
    );
  return { architecture: architectureOf(path, shapes), tensors: tensorsOf(folder, shapes, arrays) };
}

function shapesIn(path: string, text: string): readonly (readonly number[])[] {
  try {
    return shapesSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${path} is no list of shapes.`, EXIT.usage, { cause });
  }
}

function architectureOf(path: string, shapes: readonly (readonly number[])[]): Architecture {
  const [[contextLength = 0, hiddenSize = 0] = []] = shapes;
  const layers = (shapes.length - 2) / OF_BLOCK.length;
  if (!Number.isInteger(layers) || hiddenSize % HEAD_WIDTH !== 0)
    throw new UserError(
      `${path} holds ${shapes.length} shapes, the first ${shapeText(shapes[0] ?? [])}: not those of a GPT-1, two and ` +
        `${OF_BLOCK.length} a block, of heads that are ${HEAD_WIDTH} wide.`,
      EXIT.usage,
    );
  return {
    layers,
    hiddenSize,
    heads: hiddenSize / HEAD_WIDTH,
    contextLength,
    positionEncoding: 'learned',
    activation: 'gelu-tanh',
    norm: 'post',
    tieEmbeddings: true,
  };
}

function tensorsOf(
  folder: string,
  shapes: readonly (readonly number[])[],
  arrays: readonly StoredArray[],
): StoredTensors {
  let from = 0;
  return new Map(
    shapes.map((stored, index): [string, StoredTensor] => {
      const begin = from;
      from += sizeOf(stored);
      const ours = nameAt(index);
      const shape = stored.length === 3 && stored[0] === 1 ? stored.slice(1) : stored; // convolutions of width 1
      const read = () => readAcross(arrays, begin, sizeOf(shape));
      return [formatOf('gpt1').partsOf(ours)[0]!.name, { where: `${folder}: ${ours}`, shape, read }];
    }),
  );
}

function nameAt(index: number): string {
  if (index < 2) return ['positions', 'tokens'][index]!;
  const block = Math.floor((index - 2) / OF_BLOCK.length);
  return `blocks.${block}.${OF_BLOCK[(index - 2) % OF_BLOCK.length]!}`;
}

/** Numbers from one place on of the arrays taken as one. */
async function readAcross(
  arrays: readonly StoredArray[],
  from: number,
  count: number,
): Promise<Float32Array> {
  const values = new Float32Array(count);
  let start = 0;
  for (const array of arrays) {
    const begin = Math.max(from, start);
    const end = Math.min(from + count, start + array.count);
    if (begin < end) values.set(await array.read(begin - start, end - begin), begin - from);
    start += array.count;
  }
  return values;
}
