/** Models to export, from where they lie. */
import { modelOptions, familyOf } from '../../models/index.js';
import type { ModelOptions } from '../../models/index.js';
import type { Task } from '../../tasks/task.js';
import { readTokenizer } from '../../tokenizer/open.js';
import { loadTrained } from '../../training/trained.js';
import { readModel, weightsFolder } from '../folder.js';
import { unknownWeights } from '../list.js';
import type { ExportedModel } from './model.js';

export interface TrainedModel {
  readonly label: string;
  readonly key: string;
  readonly options: ModelOptions;
  readonly task: Task | null;
  /** Of the stage's artifacts. */
  readonly folder: string;
  /** Of those of the stage that left its tokenizer. */
  readonly tokenizerFolder: string;
}

/** Throws UserError where the artifacts are absent or damaged. */
export async function openTrained({
  folder,
  tokenizerFolder,
  ...trained
}: TrainedModel): Promise<ExportedModel> {
  const options = modelOptions.parse(trained.options); // options that are younger than the stage have their defaults
  const [weights, tokenizer] = await Promise.all([loadTrained(folder), readTokenizer(tokenizerFolder)]);
  const hasSymbols = familyOf(options).input.symbols.length > 0;
  return { ...trained, options, weights, tokenizer, hasSymbols, format: null };
}

/** Throws UserError where there are no weights of this name, or they are damaged. */
export async function openImported(datasets: string, name: string): Promise<ExportedModel> {
  const folder = weightsFolder(datasets, name);
  const model = await readModel(folder);
  if (model === null) throw await unknownWeights(datasets, name);
  const [weights, tokenizer] = await Promise.all([loadTrained(folder), readTokenizer(folder)]);
  const options = modelOptions.parse(model.architecture);
  const { format } = model;
  return { label: name, key: null, options, weights, tokenizer, hasSymbols: false, task: null, format };
}
