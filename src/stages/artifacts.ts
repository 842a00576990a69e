/** Whether what a stage left for others is still what it wrote. */
import { damagedFile } from '../tokenizer/sums.js';
import { declarationOf } from './index.js';
import type { Artifacts } from './stage.js';
import { damagedWeights } from '../training/trained.js';

const DAMAGE: Readonly<Record<Artifacts['format'], (folder: string) => Promise<string | null>>> = {
  sealed: damagedFile,
  tensors: damagedWeights,
};

/**
 * A sentence about the damage in a folder of artifacts; null: there is none. Reads and hashes all of it. Folders of
 * versions that wrote no hashes pass.
 */
export async function damageOf(kind: string, folder: string): Promise<string | null> {
  const artifacts = declarationOf(kind)?.artifacts ?? null;
  return artifacts === null ? null : DAMAGE[artifacts.format](folder);
}
