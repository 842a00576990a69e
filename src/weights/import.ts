/** Imports weights from a folder: read whole and checked first, then put in place in one step. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { IMPORT_RECORD } from '../datasets/folders.js';
import { hashData } from '../datasets/hash.js';
import type { DownloadRecord } from '../datasets/record.js';
import { countNumbers } from '../engines/values.js';
import { saveReleased } from '../tokenizer/open.js';
import type { SchemeName } from '../tokenizer/released/index.js';
import { seal } from '../tokenizer/sums.js';
import { writeTensorFile } from '../training/tensor-file.js';
import { checkName, KEPT, weightsFolder, weightsHome, writeModel } from './folder.js';
import type { KeptModel } from './folder.js';
import { formatOf } from './formats/index.js';
import type { FormatName } from './formats/index.js';
import { readSource } from './source.js';
import type { Source } from './source.js';
import { takeWeights } from './take.js';

export interface WeightsImport {
  readonly format: FormatName;
  /** Folder of the model's files. */
  readonly path: string;
  /** What experiments call them. */
  readonly name: string;
  /** How text is split; null: as the files say, or the format's usual way. */
  readonly scheme: SchemeName | null;
  readonly downloads?: readonly DownloadRecord[];
}

export interface ImportedWeights extends KeptModel {
  readonly name: string;
  readonly folder: string;
  /** Content hash: of what is kept, and in the keys of stages. */
  readonly sha256: string;
  /** Name → sha256 of the files that were read. */
  readonly files: Readonly<Record<string, string>>;
}

/** Replaces what was imported before. Throws UserError, and leaves all as it was, where anything is not as it must be. */
export async function importWeights(datasets: string, given: WeightsImport): Promise<ImportedWeights> {
  const { path, name } = given;
  checkName(name);
  const source = await readSource(given, path);
  const home = weightsHome(datasets, name);
  const staging = join(home, `import-${process.pid}`);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    const model = await keep(source, given, staging);
    const { sha256 } = await hashData(staging);
    const record = { data: sha256, files: source.files, downloads: given.downloads ?? [] };
    await writeFileAtomic(join(staging, IMPORT_RECORD), `${JSON.stringify(record, null, 2)}\n`);
    const folder = weightsFolder(datasets, name);
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
    return { ...model, name, folder, sha256, files: source.files };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function keep(source: Source, given: WeightsImport, folder: string): Promise<KeptModel> {
  const { architecture, tensors, vocabulary, scheme } = source;
  const format = formatOf(given.format);
  const vocabularySize = vocabulary.entries.length;
  const values = await takeWeights({ architecture, tensors, vocabularySize }, format);
  const parameters = countNumbers(values);
  const model = { format: given.format, scheme, architecture, vocabularySize, parameters };
  await writeTensorFile(join(folder, 'weights.bin'), { header: {}, values });
  await saveReleased(folder, { scheme, ...vocabulary });
  await writeModel(folder, model);
  await seal(folder, KEPT);
  return model;
}
