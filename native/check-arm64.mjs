/**
 * Holds arm64 to the bits of x64, on x64: compiles the kernels and check/kernel-bits.cc for both, runs every instruction
 * set (arm64's under qemu) and compares the hashes of all cases. Compiles and links the addon for arm64 too, which cannot
 * run here. Ends with exit code 1 where anything differs or fails, and only skips where the cross compiler or qemu is
 * missing.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { flagsOf, folder, isBinding, sourcesFor } from './sources.mjs';

const made = join(folder, 'build', `arm64-${process.pid}`);
const CROSS = 'aarch64-linux-gnu-';
const DRIVER = join('check', 'kernel-bits.cc');
const AT_ONCE = 2;
const RUN_LIMIT = 120_000; // milliseconds; a run takes a few seconds
const CANNOT_RUN = 3; // the driver's exit code where the processor lacks the instruction set
const SETS = {
  x64: ['portable', 'tiles', 'avx2', 'avx512', 'avx512-bf16', 'amx'],
  arm64: ['portable', 'tiles', 'neon'],
};
const COMPILERS = { x64: process.env.CXX ?? 'g++', arm64: `${CROSS}g++` };
const THREADS = [1, 3];

const run = promisify(execFile);
const exists = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
const qemu = ['qemu-aarch64-static', 'qemu-aarch64'].find(exists);
const kernelsOf = (architecture) => sourcesFor(architecture).filter((source) => !isBinding(source));
const objectOf = (architecture, source) => join(made, `${architecture}-${basename(source, '.cc')}.o`);

/** Why nothing can be compared here; null: it can. */
function obstacle() {
  if (process.arch !== 'x64') return 'this machine is no x64, with which arm64 is compared';
  if (!exists(COMPILERS.arm64)) return `there is no ${COMPILERS.arm64} (Debian: g++-aarch64-linux-gnu)`;
  if (qemu === undefined) return 'there is no qemu-aarch64 (Debian: qemu-user-static)';
  return null;
}

async function compile({ architecture, source }) {
  const words = ['-c', join(folder, source), '-o', objectOf(architecture, source)];
  await run(COMPILERS[architecture], [...flagsOf(source), ...words]);
}

async function compileAll() {
  const units = [
    ...sourcesFor('arm64').map((source) => ({ architecture: 'arm64', source })),
    ...kernelsOf('x64').map((source) => ({ architecture: 'x64', source })),
    ...Object.keys(SETS).map((architecture) => ({ architecture, source: DRIVER })),
  ];
  const worker = async () => {
    for (let unit = units.shift(); unit !== undefined; unit = units.shift()) await compile(unit);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The words that run the driver; arm64's brings its libraries, as qemu would not find them. */
async function linkDriver(architecture) {
  const objects = [...kernelsOf(architecture), DRIVER].map((source) => objectOf(architecture, source));
  const program = join(made, `kernel-bits-${architecture}`);
  const flags = architecture === 'arm64' ? ['-static', '-pthread'] : ['-pthread'];
  await run(COMPILERS[architecture], [...flags, ...objects, '-o', program]);
  return architecture === 'arm64' ? [qemu, program] : [program];
}

/** Throws where the addon needs what neither Node nor a library of the system has. */
async function linkAddon() {
  const addon = join(made, 'arm64.node');
  const objects = sourcesFor('arm64').map((source) => objectOf('arm64', source));
  await run(COMPILERS.arm64, ['-shared', '-pthread', ...objects, '-o', addon]);
  const { stdout } = await run(`${CROSS}nm`, ['-D', addon]);
  const missing = stdout.match(/(?<= U )(?!napi_)\w+$/gm) ?? [];
  if (missing.length > 0) throw new Error(`The addon for arm64 lacks ${missing.join(', ')}.`);
  if (!/ T napi_register_module_v1$/m.test(stdout))
    throw new Error('Node would not find the addon for arm64.');
  console.log('The addon compiles and links for arm64; it has not been run.');
}

/** The lines of cases that an instruction set prints; null where it does not run here. */
function casesOf([program, ...words], set, threads) {
  const env = { ...process.env, REPRISE_ISA: set };
  const options = { env, encoding: 'utf8', timeout: RUN_LIMIT };
  const { status, signal, stdout } = spawnSync(program, [...words, String(threads)], options);
  if (status === CANNOT_RUN && SETS.x64.includes(set)) return null;
  if (status !== 0) throw new Error(`The kernels in ${set} ended with ${signal ?? `exit code ${status}`}.`);
  const [name, ...cases] = stdout.trimEnd().split('\n');
  if (name !== set) throw new Error(`The kernels asked for are ${set}, and ${name} ran.`);
  return cases;
}

/** Prints how every set compares with the first; returns whether all are the same. */
function compare(commands) {
  const expected = casesOf(commands.x64, 'portable', 1);
  let differs = false;
  for (const [architecture, sets] of Object.entries(SETS))
    for (const set of sets) {
      const runs = THREADS.map((threads) => casesOf(commands[architecture], set, threads));
      const different = runs.flatMap((cases) => cases?.filter((line, i) => line !== expected[i]) ?? []);
      differs ||= different.length > 0 || runs.some((cases) => cases && cases.length !== expected.length);
      const outcome = different.length > 0 ? `DIFFERENT: ${different.join('; ')}` : 'the same bits';
      console.log(`${architecture} ${set}: ${runs[0] ? outcome : 'does not run here'}`);
    }
  console.log(`${expected.length} cases, on ${THREADS.join(' and ')} threads, arm64 under qemu`);
  return !differs;
}

async function check() {
  mkdirSync(made, { recursive: true });
  try {
    await compileAll();
    await linkAddon();
    const commands = { x64: await linkDriver('x64'), arm64: await linkDriver('arm64') };
    if (!compare(commands)) process.exitCode = 1;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

const reason = obstacle();
if (reason === null) await check();
else console.log(`skipped: ${reason}`);
