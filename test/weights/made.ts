/** Models of random weights, from fixed seeds, as folders in the formats of releases. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedValues, WeightValues } from '../../src/engines/values.js';
import { familyOf, modelOptions } from '../../src/models/index.js';
import { BYTE_CHARACTERS } from '../../src/tokenizer/released/byte-words.js';
import { configOf } from '../../src/weights/config.js';
import type { Architecture } from '../../src/weights/formats/format.js';
import { formatOf } from '../../src/weights/formats/index.js';
import type { FormatName } from '../../src/weights/formats/index.js';
import { tensorsOf } from '../../src/weights/parts.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';

export interface Made {
  readonly format: FormatName;
  readonly architecture: Architecture;
  readonly vocabularySize: number;
}

const SHARED = { positionEncoding: 'learned', activation: 'gelu-tanh', tieEmbeddings: true } as const;
const SMALL = { layers: 2, hiddenSize: 64, heads: 1, contextLength: 16, ...SHARED };
const FULL = { layers: 12, hiddenSize: 768, heads: 12, ...SHARED };

export const SMALL_MODELS: readonly Made[] = [
  { format: 'gpt1', architecture: { ...SMALL, norm: 'post' }, vocabularySize: 70 },
  { format: 'gpt2', architecture: { ...SMALL, heads: 4, norm: 'pre' }, vocabularySize: 270 },
];

export const FULL_MODELS: readonly Made[] = [
  { format: 'gpt1', architecture: { ...FULL, contextLength: 512, norm: 'post' }, vocabularySize: 40_478 },
  { format: 'gpt2', architecture: { ...FULL, contextLength: 1024, norm: 'pre' }, vocabularySize: 50_257 },
];

/** Numbers of deviation 1, quickly: a hundred million of them are wanted. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state / 2 ** 31) * Math.sqrt(3);
  };
}

/** Gains near 1 and biases near 0, so that a wrong place of either shows. */
const DEVIATION = { matrix: 0.08, embedding: 0.08, gain: 0.1, bias: 0.1 } as const;

export function randomWeights({ format, architecture, vocabularySize }: Made): NamedValues {
  const next = uniform(format === 'gpt1' ? 1 : 2);
  const options = modelOptions.parse(architecture);
  const shapes = familyOf(options).weights.shapes(options, vocabularySize);
  return new Map(
    shapes.map(({ name, shape, role }): [string, WeightValues] => {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
      const center = role === 'gain' ? 1 : 0;
      for (let i = 0; i < values.length; i++) values[i] = center + DEVIATION[role] * next();
      return [name, { shape, values }];
    }),
  );
}

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz.,?');

/** Entries and merges: letters or bytes, a few pairs of them, and what is never met up to the size. */
export function madeVocabulary({ format, vocabularySize }: Made) {
  const start =
    format === 'gpt1' ? ['<unk>', ...LETTERS, ...LETTERS.map((l) => `${l}</w>`)] : [...BYTE_CHARACTERS];
  const merges =
    format === 'gpt1'
      ? [
          ['t', 'h'],
          ['th', 'e</w>'],
          ['a', 'n</w>'],
        ]
      : [
          ['t', 'h'],
          ['Ġ', 'th'],
        ];
  const made = [...start, ...merges.map((pair) => pair.join(''))];
  const rest = Array.from({ length: vocabularySize - made.length }, (_, i) => `unused${i}`);
  return { entries: [...made, ...rest], merges };
}

function writeVocabulary(made: Made, entriesFile: string, mergesFile: string): void {
  const { entries, merges } = madeVocabulary(made);
  writeFileSync(entriesFile, JSON.stringify(Object.fromEntries(entries.map((entry, id) => [entry, id]))));
  writeFileSync(mergesFile, ['#version: 0.2', ...merges.map((pair) => pair.join(' ')), ''].join('\n'));
}

/** As model hubs have it, saved with its head. */
export async function writeHub(folder: string, made: Made, weights: NamedValues): Promise<void> {
  const format = formatOf(made.format);
  mkdirSync(folder, { recursive: true });
  await writeSafetensors(join(folder, 'model.safetensors'), tensorsOf(weights, format));
  const config = configOf({ ...made, scheme: format.schemes[0] }, format);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeVocabulary(made, join(folder, 'vocab.json'), join(folder, 'merges.txt'));
}

/** As first released: ten arrays, cut anywhere, and a list of shapes. */
export function writeOriginal(folder: string, made: Made, weights: NamedValues): void {
  mkdirSync(folder, { recursive: true });
  const shapes = [...weights].map(([name, { shape }]) => (/weight$/.test(name) ? [1, ...shape] : [...shape]));
  writeFileSync(join(folder, 'params_shapes.json'), JSON.stringify(shapes));
  const all = Buffer.concat([...weights.values()].map(({ values }) => Buffer.from(values.buffer)));
  const count = all.length / 4;
  for (let shard = 0; shard < 10; shard++) {
    const [from, to] = [shard, shard + 1].map((i) => 4 * Math.floor((i * count) / 10)) as [number, number];
    writeFileSync(join(folder, `params_${shard}.npy`), npy(all.subarray(from, to)));
  }
  writeVocabulary(made, join(folder, 'encoder_bpe_40000.json'), join(folder, 'vocab_40000.bpe'));
}

/** A file of NumPy, version 1, of little-endian float32. */
export function npy(numbers: Buffer): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${numbers.length / 4},), }`;
  const header = Buffer.from(`${text}${' '.repeat((64 - ((text.length + 11) % 64)) % 64)}\n`);
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 0, 0]);
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, header, numbers]);
}
