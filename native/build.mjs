/**
 * Compiles the native kernels to native/build/reprise.node, straight with the machine's C++ compiler; skips what is up
 * to date. Never fails: without a compiler or packages it says so in one line, and the engines in WebAssembly and
 * JavaScript are used. `node native/build.mjs sanitized` makes native/build/sanitized.node, with AddressSanitizer and
 * UndefinedBehaviorSanitizer, for native/check.mjs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INCLUDES, flagsOf, folder as here, sourcesFor } from './sources.mjs';

const build = join(here, 'build');
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const SANITIZED_FLAGS = [...SANITIZERS, '-O1', '-g', '-fno-omit-frame-pointer'];
const AT_ONCE = 2;

const sanitized = process.argv[2] === 'sanitized';
const name = sanitized ? 'sanitized' : 'reprise';
const addon = join(build, `${name}.node`);
const mark = join(build, sanitized ? 'sanitized-fingerprint' : 'fingerprint');

/** One unit of compilation: the command's words without the compiler. */
function compilation(source) {
  const flags = flagsOf(source);
  if (sanitized) flags.push(...SANITIZED_FLAGS);
  return [...flags, '-c', join(here, source), '-o', objectOf(source)];
}

const objects = join(build, `objects-${process.pid}`);
const objectOf = (source) => join(objects, source.replace(/\.cc$/, '.o'));

/** Changes when any source, flag or this script does. */
function fingerprint() {
  const hash = createHash('sha256').update(process.arch).update(process.platform);
  for (const name of readdirSync(here).sort()) {
    if (/\.(cc|h|mjs)$/.test(name)) hash.update(name).update(readFileSync(join(here, name)));
  }
  return hash.digest('hex');
}

function findCompiler() {
  for (const name of [process.env.CXX, 'g++', 'c++', 'clang++']) {
    if (!name) continue;
    if (spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) return name;
  }
  return null;
}

/** Resolves to the compiler's complaint, empty when it has none. */
function run(compiler, words) {
  return new Promise((resolve) => {
    const child = spawn(compiler, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (text) => (complaint += text));
    child.on('error', (error) => resolve(String(error)));
    child.on('close', (code) => resolve(code === 0 ? '' : complaint || `exit code ${code}`));
  });
}

/** The first complaint of all compilations, AT_ONCE at a time. */
async function compileAll(compiler, sources) {
  const waiting = [...sources];
  const complaints = [];
  const worker = async () => {
    for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
      const complaint = await run(compiler, compilation(source));
      if (complaint) complaints.push(complaint);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return complaints[0] ?? '';
}

async function link(compiler, sources) {
  const undefinedSymbols = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  const made = join(build, `${name}.${process.pid}.node`);
  const flags = ['-shared', '-pthread', ...undefinedSymbols, ...(sanitized ? SANITIZERS : [])];
  const complaint = await run(compiler, [...flags, ...sources.map(objectOf), '-o', made]);
  if (!complaint) renameSync(made, addon);
  return complaint;
}

/** In a folder of this process's own, as two builds may run at once. */
async function compileAndLink(compiler) {
  mkdirSync(objects, { recursive: true });
  const sources = sourcesFor(process.arch);
  const complaint = (await compileAll(compiler, sources)) || (await link(compiler, sources));
  rmSync(objects, { recursive: true, force: true });
  return complaint;
}

/** Why the kernels are absent, in one line; empty when they are built. */
async function makeKernels() {
  const wanted = fingerprint();
  if (existsSync(addon) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return '';
  const missing = INCLUDES.find(({ folder, header }) => !existsSync(join(folder, header)));
  if (missing) return `${missing.folder} is not installed yet`;
  const compiler = findCompiler();
  if (compiler === null) return 'there is no C++ compiler (g++)';
  rmSync(mark, { force: true });
  const complaint = await compileAndLink(compiler);
  if (complaint) {
    rmSync(addon, { force: true });
    const lines = complaint.split('\n');
    return `${compiler} failed: ${(lines.find((line) => line.includes('error')) ?? lines[0]).trim()}`;
  }
  writeFileSync(mark, wanted);
  return '';
}

let problem;
try {
  problem = await makeKernels();
} catch (error) {
  problem = error instanceof Error ? error.message : String(error);
}
if (problem) {
  process.stderr.write(`The native kernels are not built: ${problem}. WebAssembly is used instead.\n`);
}
