/** Of which files the kernels consist on an architecture, and the flags that each is compiled with. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = dirname(fileURLToPath(import.meta.url));
const packages = join(folder, '..', 'node_modules');
export const INCLUDES = [
  { folder: join(packages, 'node-addon-api'), header: 'napi.h' },
  { folder: join(packages, 'node-api-headers', 'include'), header: 'node_api.h' },
];
// memory holds float32 and bfloat16 by turns: no strict aliasing
const FLAGS = [
  '-std=c++20',
  '-O3',
  '-fPIC',
  '-fvisibility=hidden',
  '-ffp-contract=off',
  '-fno-strict-aliasing',
  '-pthread',
];
const NODE_FLAGS = ['-DNAPI_VERSION=8', '-DNAPI_CPP_EXCEPTIONS', '-DBUILDING_NODE_EXTENSION'];
const AVX512 = ['-mavx2', '-mfma', '-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl'];
const AVX512_BF16 = [...AVX512, '-mavx512bf16'];
/** The files that one architecture alone has, with the flags of their instructions. */
const ARCHITECTURES = {
  x64: {
    'kernels-amx.cc': [...AVX512_BF16, '-mamx-tile', '-mamx-bf16'],
    'kernels-avx512-bf16.cc': AVX512_BF16,
    'kernels-avx512.cc': AVX512,
    'kernels-avx2.cc': ['-mavx2', '-mfma'],
  },
  arm64: { 'kernels-neon.cc': [] },
};
const OWN_FLAGS = Object.assign({}, ...Object.values(ARCHITECTURES));
/** Of the files that know Node. */
const BINDING_FLAGS = [...NODE_FLAGS, ...INCLUDES.flatMap(({ folder }) => ['-isystem', folder])];

export const isBinding = (source) => source.startsWith('addon');

export const flagsOf = (source) => [
  ...FLAGS,
  ...(OWN_FLAGS[source] ?? []),
  ...(isBinding(source) ? BINDING_FLAGS : []),
];

export function sourcesFor(architecture) {
  const others = Object.entries(ARCHITECTURES).filter(([name]) => name !== architecture);
  const left = new Set(others.flatMap(([, files]) => Object.keys(files)));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cc') && !left.has(name))
    .sort();
}
