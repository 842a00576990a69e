/** What a phase loads, asked of the real modules in a process of their own: types cost nothing, values do. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, filesUnder } from './sources.js';

const ASK = `
  import { createRequire } from 'node:module';
  for (const path of process.argv.slice(1)) await import(path);
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  process.stdout.write(JSON.stringify(loaded.filter((path) => path.includes('node_modules'))));
`;

/** Names of the packages that are loaded with all compiled files of these folders. */
function packagesOf(...folders: readonly string[]): readonly string[] {
  const files = folders
    .flatMap((folder) => filesUnder(`src/${folder}`, '.ts'))
    .filter((file) => !isProgram(file));
  const compiled = files.map((file) => join(ROOT, file.replace(/^src/, 'dist').replace(/\.ts$/, '.js')));
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', ASK, ...compiled], {
    encoding: 'utf8',
    cwd: ROOT,
  });
  if (stdout === '') throw new Error(stderr);
  const names = (JSON.parse(stdout) as string[]).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? path,
  );
  return [...new Set(names)].sort();
}

/** What does something when it is imported, and declarations, which are not compiled. */
const isProgram = (file: string): boolean => /(\/(write-json-schema|worker)|\.d)\.ts$/.test(file);

const isOfTensors = (name: string): boolean => name.startsWith('@tensorflow/');

describe('no tensor library is loaded', () => {
  it.each([
    ['to read and check an experiment', ['experiment']],
    ['to plan it', ['plan', 'store']],
    ['to read results', ['results', 'lockfile']],
    ['to write a report', ['report']],
  ])('%s', (_, folders) => {
    expect(packagesOf(...folders).filter(isOfTensors)).toEqual([]);
  });
});

describe('no database is loaded', () => {
  it('to check an experiment and to plan it', () => {
    const loaded = packagesOf('experiment', 'plan');
    expect(loaded.filter((name) => ['knex', 'sqlite3'].includes(name))).toEqual([]);
  });
});

describe('no binary of a package is loaded', () => {
  it('by any verb or report before it opens a database or draws a chart', () => {
    const loaded = packagesOf('cli', 'report', 'store');
    expect(loaded.filter((name) => ['canvas', 'sqlite3'].includes(name))).toEqual([]);
  });
});
