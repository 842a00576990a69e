/** Loads the native addon, and says whether this machine has it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Addon, InstructionSet } from './kernels.js';

const ADDON_FILE = fileURLToPath(new URL('../../../native/build/reprise.node', import.meta.url));

/** What computes; in bfloat16, the bits are the same by each. */
const NAMES: Readonly<Record<InstructionSet, string>> = {
  amx: 'AVX-512, bfloat16 by AMX tiles',
  'avx512-bf16': 'AVX-512, bfloat16 by AVX512-BF16',
  avx512: 'AVX-512, bfloat16 by float32 operations',
  avx2: 'AVX2, bfloat16 by float32 operations',
  neon: 'NEON, bfloat16 by float32 operations',
  portable: 'portable code, bfloat16 by float32 operations',
  tiles: 'portable code, bfloat16 by AMX tiles in software (for tests)',
};

type Loaded = { readonly addon: Addon } | { readonly addon: null; readonly reason: string };

let loaded: Loaded | null = null;

function load(): Loaded {
  if (!existsSync(ADDON_FILE)) {
    return { addon: null, reason: 'the kernels are not built: run `make setup` with g++ installed' };
  }
  try {
    return { addon: createRequire(import.meta.url)(ADDON_FILE) as Addon };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      addon: null,
      reason: `the kernels do not load (${cause}): run \`make setup\` with g++ installed`,
    };
  }
}

/** The kernels are one program of the process: what is asked for last, holds. */
function loadWith(instructionSet: string | null): Loaded {
  loaded ??= load();
  if (loaded.addon === null || loaded.addon.useInstructionSet(instructionSet)) return loaded;
  return {
    addon: null,
    reason: `this machine has no instruction set ${instructionSet ?? ''} of the kernels`,
  };
}

/** The addon; null where it is not built, does not load, or has no such instruction set (null: the best). */
export function loadAddon(instructionSet: string | null = null): Addon | null {
  return loadWith(instructionSet).addon;
}

/** Whether the native engine is worth using here, with the instruction set in use or what to do to get it. */
export function nativeStatus(instructionSet: string | null = null): { available: boolean; detail: string } {
  const found = loadWith(instructionSet);
  if (found.addon === null) return { available: false, detail: found.reason };
  const used = found.addon.instructionSet;
  if (used === 'portable' && process.arch === 'x64' && instructionSet !== 'portable') {
    return { available: false, detail: 'this processor has no AVX2, without which WebAssembly is faster' };
  }
  return { available: true, detail: `C++ kernels in ${NAMES[used]}` };
}
