/** Where a run takes place: program, machine, packages. Recorded beside results; never part of a key. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../store/store.js';
import { git } from './git.js';
import { PROGRAM_FOLDER } from './program.js';

const manifestSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** The environment of this process. Outside a git checkout the commit is null. */
export async function readEnvironment(): Promise<Environment> {
  const [head, changes, packages] = await Promise.all([
    git(PROGRAM_FOLDER, 'rev-parse', 'HEAD'),
    git(PROGRAM_FOLDER, 'status', '--porcelain'),
    packageVersions(),
  ]);
  return {
    commit: head?.trim() ?? null,
    dirty: head !== null && (changes ?? '').trim() !== '',
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    packages,
  };
}

/** Installed versions of the packages that the program names, sorted; those not installed are left out. */
async function packageVersions(): Promise<Record<string, string>> {
  const { version, dependencies, optionalDependencies } = await readManifest(PROGRAM_FOLDER);
  const names = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)].sort();
  const versions: [string, string][] = [['reprise', version]];
  for (const name of names) {
    const manifest = await readManifest(join(PROGRAM_FOLDER, 'node_modules', name)).catch(() => null);
    if (manifest !== null) versions.push([name, manifest.version]);
  }
  return Object.fromEntries(versions);
}

async function readManifest(folder: string): Promise<z.infer<typeof manifestSchema>> {
  return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}
