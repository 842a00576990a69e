/** Weights are imported whole or not at all, and what is wrong with them is named. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/failure.js';
import { importWeights } from '../../src/weights/import.js';
import { verifyWeights } from '../../src/weights/list.js';
import { readSafetensors, writeSafetensors } from '../../src/weights/safetensors.js';
import { npy, randomWeights, SMALL_MODELS, writeHub, writeOriginal } from './made.js';

const [gpt1, gpt2] = SMALL_MODELS as [(typeof SMALL_MODELS)[number], (typeof SMALL_MODELS)[number]];
const root = mkdtempSync(join(tmpdir(), 'reprise-weights-'));
const datasets = join(root, 'datasets');
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  await writeHub(join(root, 'hub1'), gpt1, randomWeights(gpt1));
  await writeHub(join(root, 'hub2'), gpt2, randomWeights(gpt2));
  writeOriginal(join(root, 'original'), gpt1, randomWeights(gpt1));
});

const imported = (format: 'gpt1' | 'gpt2', path: string, name: string = format) =>
  importWeights(datasets, { format, path, name, scheme: null });

/** A copy of a folder, with something done to it. */
function changed(from: string, change: (folder: string) => void): string {
  const folder = mkdtempSync(join(root, 'changed-'));
  cpSync(join(root, from), folder, { recursive: true });
  change(folder);
  return folder;
}

const edit = (name: string, by: (text: string) => string) => (folder: string) => {
  const path = join(folder, name);
  writeFileSync(path, by(readFileSync(path, 'utf8')));
};

const editBytes = (name: string, by: (bytes: Buffer) => Buffer) => (folder: string) => {
  const path = join(folder, name);
  writeFileSync(path, by(readFileSync(path)));
};

/** The model's tensors by their hub names, changed, in a folder of their own. */
async function withTensors(
  change: (tensors: Map<string, { shape: number[]; values: Float32Array }>) => void,
) {
  const folder = changed('hub1', () => undefined);
  const path = join(folder, 'model.safetensors');
  const tensors = new Map<string, { shape: number[]; values: Float32Array }>();
  for (const [name, stored] of await readSafetensors(path))
    tensors.set(name, { shape: [...stored.shape], values: await stored.read() });
  change(tensors);
  await writeSafetensors(path, tensors);
  return folder;
}

async function refusal(format: 'gpt1' | 'gpt2', path: string): Promise<string> {
  const error = await imported(format, path, 'refused').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(
    readdirSync(join(datasets, 'weights')).includes('refused')
      ? readdirSync(join(datasets, 'weights', 'refused'))
      : [],
  ).toEqual([]);
  return (error as UserError).message.replaceAll(path, 'FOLDER');
}

describe('an import', () => {
  it('gives the same bytes and the same content hash from both forms of GPT-1', async () => {
    const hub = await imported('gpt1', join(root, 'hub1'), 'by-hub');
    const original = await imported('gpt1', join(root, 'original'), 'by-original');
    expect(original.sha256).toBe(hub.sha256);
    const bytesOf = (folder: string) => readFileSync(join(folder, 'weights.bin'));
    expect(bytesOf(original.folder).equals(bytesOf(hub.folder))).toBe(true);
    expect(hub).toMatchObject({ format: 'gpt1', scheme: 'gpt1-basic', vocabularySize: 70 });
  });

  it('takes what older versions saved beside the weights, and the output that is the token table', async () => {
    const folder = await withTensors((tensors) => {
      tensors.set('transformer.h.0.attn.bias', { shape: [1, 1, 2, 2], values: Float32Array.of(1, 0, 1, 1) });
      tensors.set('lm_head.weight', tensors.get('transformer.tokens_embed.weight')!);
    });
    const { sha256 } = await imported('gpt1', folder, 'older');
    expect(sha256).toBe((await imported('gpt1', join(root, 'hub1'), 'by-hub')).sha256);
  });

  it('is found changed where a byte was changed', async () => {
    const { folder } = await imported('gpt2', join(root, 'hub2'));
    expect((await verifyWeights(datasets, 'gpt2')).status).toBe('as imported');
    editBytes('weights.bin', (bytes) => (bytes.writeUInt8(bytes.readUInt8(9000) ^ 1, 9000), bytes))(folder);
    expect(await verifyWeights(datasets, 'gpt2')).toMatchObject({
      status: 'changed',
      finding: expect.stringContaining('weights.bin does not match its sha256') as string,
    });
  });
});

describe('tensors that are not those of the model are named', () => {
  const NONE =
    'These are not the weights that the configuration and the vocabulary ask for; nothing was imported.';

  it('missing, besides, and of another shape, all at once', async () => {
    const folder = await withTensors((tensors) => {
      tensors.delete('transformer.h.1.ln_2.bias');
      tensors.set('transformer.h.2.ln_1.bias', { shape: [64], values: new Float32Array(64) });
      tensors.get('transformer.h.0.mlp.c_fc.weight')!.shape = [256, 64];
    });
    expect((await refusal('gpt1', folder)).split('\n')).toEqual([
      NONE,
      'FOLDER/model.safetensors: transformer.h.0.mlp.c_fc.weight has shape [256, 64]; [64, 256] is expected.',
      'h.1.ln_2.bias is missing: [64] is expected.',
      'FOLDER/model.safetensors: transformer.h.2.ln_1.bias is there besides.',
    ]);
  });

  it('of another dtype', async () => {
    const folder = changed(
      'hub1',
      editBytes('model.safetensors', (bytes) => {
        const at = bytes.indexOf('"F32"');
        bytes.write('"F16"', at);
        return bytes;
      }),
    );
    expect(await refusal('gpt1', folder)).toBe(
      'FOLDER/model.safetensors: transformer.positions_embed.weight is of dtype F16; F32 is expected. Convert the model to float32, and save it again.',
    );
  });

  it('not finite, or an output of its own', async () => {
    const infinite = await withTensors((tensors) => {
      tensors.get('transformer.h.0.ln_1.weight')!.values[3] = Infinity;
    });
    expect(await refusal('gpt1', infinite)).toContain('ln_1.weight holds Infinity at place 3');
    const untied = await withTensors((tensors) => {
      tensors.set('lm_head.weight', { shape: [70, 64], values: new Float32Array(70 * 64) });
    });
    expect(await refusal('gpt1', untied)).toContain('lm_head.weight is not the token table');
  });
});

describe('files that are not what they must be are refused with what is wrong', () => {
  const header = (text: string, tail = 0): Buffer => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([length, Buffer.from(text), Buffer.alloc(tail)]);
  };
  const entry = (begin: number, end: number, more = '') =>
    `"t":{"dtype":"F32","shape":[1],"data_offsets":[${begin},${end}]${more}}`;

  it.each([
    ['hub1', editBytes('model.safetensors', (bytes) => bytes.subarray(0, 5)), 'it has 5 bytes'],
    [
      'hub1',
      editBytes('model.safetensors', (bytes) => bytes.subarray(0, -4)),
      /its tensors have \d+ bytes, and/,
    ],
    ['hub1', editBytes('model.safetensors', () => header('{').fill(255, 0, 8)), 'its header would have'],
    ['hub1', editBytes('model.safetensors', () => header('{')), 'its header is no JSON object'],
    [
      'hub1',
      editBytes('model.safetensors', () => header('{"t":1}')),
      'says of t not just dtype, shape and data_offsets',
    ],
    [
      'hub1',
      editBytes('model.safetensors', () => header(`{${entry(4, 8)}}`, 8)),
      'leave a gap, or overlap, at byte 0',
    ],
    ['hub1', edit('config.json', () => '{'), 'config.json cannot be read'],
    [
      'hub1',
      edit('config.json', (text) => text.replace('openai-gpt', 'bert')),
      'is of a model of type "bert"',
    ],
    [
      'hub1',
      edit('config.json', (text) => text.replace('"afn":"gelu"', '"afn":"mish"')),
      'has afn "mish"; expected one of gelu',
    ],
    [
      'hub1',
      edit('config.json', (text) => text.replace('0.00001', '0.1')),
      'has layer_norm_epsilon 0.1; only 0.00001',
    ],
    ['hub1', (folder: string) => rmSync(join(folder, 'vocab.json')), 'FOLDER has no vocab.json.'],
    ['original', (folder: string) => rmSync(join(folder, 'params_3.npy')), 'FOLDER has no params_3.npy.'],
    [
      'original',
      editBytes('params_3.npy', (bytes) => bytes.subarray(0, -4)),
      'bytes of numbers, and its shape asks for',
    ],
    [
      'original',
      editBytes('params_3.npy', (bytes) =>
        Buffer.from(bytes.toString('latin1').replace('<f4', '<f8'), 'latin1'),
      ),
      'holds numbers of dtype <f8; <f4 is expected.',
    ],
    ['original', editBytes('params_3.npy', () => npy(Buffer.alloc(400))), 'The ten arrays in FOLDER hold'],
    ['original', edit('params_shapes.json', () => '[[1]]'), 'params_shapes.json is no list of shapes.'],
  ])('%s %#', async (from, change, message) => {
    const found = await refusal('gpt1', changed(from, change));
    if (typeof message === 'string') expect(found).toContain(message);
    else expect(found).toMatch(message);
  });

  it('a pickle, with how to convert it', async () => {
    const folder = changed('hub1', (copy) => {
      rmSync(join(copy, 'model.safetensors'));
      writeFileSync(join(copy, 'pytorch_model.bin'), 'x');
    });
    const found = await refusal('gpt1', folder);
    expect(found).toContain('FOLDER/pytorch_model.bin is a pickle, which is not read');
    expect(found).toContain("save_pretrained('NEW')");
  });

  it('a folder that is none, and the other format', async () => {
    expect(await refusal('gpt1', join(root, 'nowhere'))).toContain('There is no folder at');
    expect(await refusal('gpt2', join(root, 'hub1'))).toBe(
      'FOLDER/config.json is of a model of type "openai-gpt"; GPT-2 is of type "gpt2".',
    );
  });
});
