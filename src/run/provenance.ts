/** How the stages of this run come about: read once, before the first of them starts. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineSettings } from '../engines/index.js';
import type { Provenance } from '../store/store.js';
import { PROGRAM_FOLDER } from './program.js';
import { readWorkTree } from './work-tree.js';
import type { WorkTree } from './work-tree.js';

export interface RunOrigin extends WorkTree {
  /** What every stage of the run shares. */
  readonly shared: Pick<Provenance, 'diff' | 'packageLockHash' | 'numericsVersion' | 'precision'>;
}

export async function readOrigin(
  engine: Pick<EngineSettings, 'precision'> & { readonly numericsVersion: string },
): Promise<RunOrigin> {
  const tree = await readWorkTree(PROGRAM_FOLDER);
  return {
    ...tree,
    shared: {
      diff: tree.diff?.sha256 ?? null,
      packageLockHash: await hashOf(join(PROGRAM_FOLDER, 'package-lock.json')),
      numericsVersion: engine.numericsVersion,
      precision: engine.precision,
    },
  };
}

/** Null where there is no such file. */
const hashOf = (file: string): Promise<string | null> =>
  readFile(file).then(
    (content) => createHash('sha256').update(content).digest('hex'),
    () => null,
  );
