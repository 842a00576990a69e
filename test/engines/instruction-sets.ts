/** The instruction sets of the native kernels: of each architecture, each includes those before it but `tiles`. */
import process from 'node:process';
import type { InstructionSet } from '../../src/engines/native/kernels.js';

/** What tests of engines run on: `make check-native` names each in turn. Null: the best. */
export const instructionSet: string | null = process.env['REPRISE_ISA'] ?? null;

const SETS: readonly InstructionSet[] =
  process.arch === 'arm64'
    ? ['tiles', 'portable', 'neon']
    : ['tiles', 'portable', 'avx2', 'avx512', 'avx512-bf16', 'amx'];

/** Those that a machine runs whose widest is this one. */
export function runnableSets(widest: InstructionSet): readonly InstructionSet[] {
  return SETS.slice(0, SETS.indexOf(widest) + 1);
}
