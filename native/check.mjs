/**
 * Runs the kernels' tests under AddressSanitizer and UndefinedBehaviorSanitizer, for every instruction set of this
 * processor: `make check-native`. The tests find the addon beside them, so they run in a copy of the tree whose addon is
 * the one with sanitizers. What the sanitizers find ends the tests, and this with exit code 1. Masked loads and stores
 * of AVX2 and AVX-512 are not watched by AddressSanitizer; the portable kernels have none.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tree = join(root, 'native', 'build', 'sanitized-tree');
const ADDON = join('native', 'build', 'reprise.node');
const INSTRUCTION_SETS = ['portable', 'tiles', 'neon', 'avx2', 'avx512', 'avx512-bf16', 'amx'];
const SUITES = ['native-kernels', 'native-memory', 'native-ops', 'block', 'parity', 'pytorch'].map(
  (name) => `test/engines/${name}.test.ts`,
);
const COPIED = ['src', 'dist', 'test', 'bench', 'package.json', 'tsconfig.json'];
/** A process for each file, as tfjs keeps a backend once it has it; one at a time, as sanitizers take much memory. */
const CONFIGURATION = `export default {
  test: {
    ...{ testTimeout: 900_000, hookTimeout: 900_000 },
    ...{ pool: 'forks', poolOptions: { forks: { minForks: 1, maxForks: 1 } } },
  },
};
`;

/** A copy of what the tests need, with the addon built for checking. */
function makeTree() {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(join(tree, 'native', 'build'), { recursive: true });
  for (const name of COPIED) cpSync(join(root, name), join(tree, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  writeFileSync(join(tree, 'vitest.config.mjs'), CONFIGURATION);
  execFileSync(process.execPath, [join(root, 'native', 'build.mjs'), 'sanitized'], { stdio: 'inherit' });
  cpSync(join(root, 'native', 'build', 'sanitized.node'), join(tree, ADDON));
}

/** AddressSanitizer has to be there before Node is; Node itself leaves memory to the system when it ends. */
function environment(instructionSet) {
  const library = execFileSync(process.env.CXX ?? 'g++', ['-print-file-name=libasan.so'], {
    encoding: 'utf8',
  });
  return {
    ...process.env,
    REPRISE_ISA: instructionSet,
    PYTHON: 'none', // PyTorch is not what is checked
    LD_PRELOAD: library.trim(),
    ASAN_OPTIONS: 'detect_leaks=0:halt_on_error=1',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  };
}

/** Whether the processor and the build have the instruction set. */
function runs(env) {
  const load = `process.exit(require('./${ADDON}').useInstructionSet(process.env.REPRISE_ISA) ? 0 : 1)`;
  return spawnSync(process.execPath, ['-e', load], { cwd: tree, env, stdio: 'ignore' }).status === 0;
}

function passes(env) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const words = [vitest, 'run', '--root', tree, '--testNamePattern', 'native', ...SUITES];
  return spawnSync(process.execPath, words, { cwd: tree, env, stdio: 'inherit' }).status === 0;
}

makeTree();
let failed = 0;
for (const instructionSet of INSTRUCTION_SETS) {
  const env = environment(instructionSet);
  const outcome = !runs(env) ? 'does not run here' : passes(env) ? 'nothing found' : 'FAILED';
  if (outcome === 'FAILED') failed++;
  console.log(`${instructionSet}: ${outcome}`);
}
rmSync(tree, { recursive: true, force: true });
process.exitCode = failed > 0 ? 1 : 0;
