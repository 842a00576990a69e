/** Whether what a stage left for others is still what it wrote. */
import type { StageKind } from '../plan/plan.js';
import { damagedFile } from '../tokenizer/sums.js';
import { damagedWeights } from '../training/trained.js';

const nothingLeft = (): Promise<null> => Promise.resolve(null);

/** By kind: a sentence about the damage in a folder of artifacts; null: there is none. */
const DAMAGE: Readonly<Record<StageKind, (folder: string) => Promise<string | null>>> = {
  tokenize: damagedFile,
  pretrain: damagedWeights,
  finetune: damagedWeights,
  evaluate: nothingLeft,
  baseline: nothingLeft,
  overlap: nothingLeft,
};

/** Reads and hashes all of it. Folders of versions that wrote no hashes pass. */
export const damageOf = (kind: StageKind, folder: string): Promise<string | null> => DAMAGE[kind](folder);
