/** The programs that take turns: Reprise, and PyTorch at its best. */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const PYTHON = process.env.PYTHON ?? 'python3';
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Freed memory is kept, and comes in large pages. */
export const KEEP_MEMORY = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  MALLOC_TOP_PAD_: '67108864',
  THP_MEM_ALLOC_ENABLE: '1',
};

/** Holds PyTorch and the libraries beneath it to AVX2. */
const AVX2 = { ATEN_CPU_CAPABILITY: 'avx2', ONEDNN_MAX_CPU_ISA: 'AVX2', MKL_ENABLE_INSTRUCTIONS: 'AVX2' };

/**
 * `repeats`: computes what the one before does, and is not checked again. `precision`: the only one that it is for.
 * `masters`: weights in bfloat16 that are copies of float32 ones, where others round them for each product (autocast). `attentionDropout` rules out PyTorch's fast
 * attention; what goes without it does less than Reprise does.
 */
const VARIANTS = {
  'pretrain.py': [
    { name: 'eager', variant: { attention: 'eager', attentionDropout: true, fused: false } },
    {
      name: 'SDPA without attention dropout, fused AdamW',
      variant: { attention: 'sdpa', attentionDropout: false, fused: true },
    },
    {
      ...{
        name: 'SDPA without attention dropout, fused AdamW, malloc tuned',
        repeats: true,
        env: KEEP_MEMORY,
      },
      variant: { attention: 'sdpa', attentionDropout: false, fused: true },
    },
    {
      name: 'SDPA without attention dropout, fused AdamW, malloc tuned, compiled',
      ...{ repeats: true, env: KEEP_MEMORY },
      variant: { attention: 'sdpa', attentionDropout: false, fused: true, compiled: true },
    },
    {
      name: 'SDPA without attention dropout, fused AdamW, malloc tuned, weights in bfloat16',
      ...{ precision: 'bf16', env: KEEP_MEMORY },
      variant: { attention: 'sdpa', attentionDropout: false, fused: true, masters: true },
    },
  ],
  'finetune.py': [
    { name: 'eager', variant: { attention: 'eager', attentionDropout: true, fused: true } },
    { name: 'SDPA', variant: { attention: 'sdpa', attentionDropout: true, fused: true } },
    {
      name: 'SDPA without attention dropout',
      variant: { attention: 'sdpa', attentionDropout: false, fused: true },
    },
  ],
};

/** What a line of Python prints; null where Python or a package is absent. */
function printed(code, folder) {
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], cwd: folder };
    return execFileSync(PYTHON, ['-c', code], options).trim();
  } catch {
    return null;
  }
}

/** The version of a Python package; null where it is absent. */
export const versionOf = (name) => printed(`import importlib.metadata as m; print(m.version('${name}'))`);

/** What PyTorch says of itself: {torch, libraries, capability}; null where it is absent. */
export const aboutTorch = () =>
  JSON.parse(printed('import json, protocol; print(json.dumps(protocol.about()))', here('peers')));

/** The variants of a script of peers/. What PyTorch compiles itself cannot be held to AVX2. */
export function peersOf(script, { avx2 = false, precision = 'float32' } = {}) {
  const variants = VARIANTS[script]
    .filter(({ variant }) => !(avx2 && variant.compiled))
    .filter((peer) => (peer.precision ?? precision) === precision);
  return variants.map((peer) => ({
    ...peer,
    ...{ series: 'PyTorch', command: PYTHON, args: ['-u', here(`peers/${script}`)] },
    env: { ...peer.env, ...(avx2 ? AVX2 : {}) },
  }));
}

export const reprise = ({ avx2 = false } = {}) => ({
  ...{ name: 'Reprise', series: 'Reprise', command: process.execPath, args: [here('reprise.mjs')] },
  env: avx2 ? { REPRISE_ISA: 'avx2' } : {},
});
