/** The processor's peak, from peak.cpp, compiled once a run with the compiler that builds the kernels. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const COMPILER = process.env.CXX ?? 'g++';
const SOURCE = fileURLToPath(new URL('peak.cpp', import.meta.url));
const PROGRAM = 'peak';

/** Compiles the program into `folder`; returns the compiler's version. */
export function buildPeak(folder) {
  execFileSync(COMPILER, ['-std=c++20', '-O2', '-pthread', SOURCE, '-o', join(folder, PROGRAM)]);
  return execFileSync(COMPILER, ['--version'], { encoding: 'utf8' }).split('\n')[0];
}

/** FLOP/s of `threads` threads on registers alone: {float32, bf16}, null where the machine has no such instruction. */
export function measurePeak({ folder, threads, instructionSet }) {
  const printed = execFileSync(join(folder, PROGRAM), [String(threads), instructionSet], {
    encoding: 'utf8',
  });
  return Object.fromEntries(
    Object.entries(JSON.parse(printed)).map(([name, rate]) => [name, rate && 1e9 * rate]),
  );
}

/** The peak as one that takes turns with the runners, for it changes with what else the machine does. */
export const peakRunner = (options) => ({
  ...{ name: 'peak', series: 'peak', ready: null },
  ask: async () => ({ seconds: 0, ...measurePeak(options) }),
  close: async () => undefined,
});
