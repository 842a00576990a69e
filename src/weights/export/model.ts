/** What is exported: a model with its tokenizer, wherever it came from. */
import type { NamedValues } from '../../engines/values.js';
import type { ModelOptions } from '../../models/index.js';
import type { Task } from '../../tasks/task.js';
import type { ReleasedFile } from '../../tokenizer/released/index.js';
import type { FormatName } from '../formats/index.js';

export interface ExportedModel {
  /** For people: "finetune sst-2 · reference · seed 1". */
  readonly label: string;
  /** Key of the stage that trained it; null: it was imported. */
  readonly key: string | null;
  readonly options: ModelOptions;
  /** As they were trained, a head's among them. */
  readonly weights: NamedValues;
  readonly tokenizer: ReleasedFile;
  /** Whether rows for the family's symbols follow those of the tokenizer's entries. */
  readonly hasSymbols: boolean;
  /** What it was fine-tuned on; null: it is a language model. */
  readonly task: Task | null;
  /** That it was imported in; null: the first that can hold it. */
  readonly format: FormatName | null;
}

/** Writes the files of a model into an empty folder. Throws UserError where the format has no form for it. */
export type WriteModel = (model: ExportedModel, folder: string) => Promise<Written>;

export interface Written {
  /** What opens it, for people: "OPTForCausalLM of Transformers". */
  readonly opens: string;
  /** Sentences on what is not as in Reprise. */
  readonly notes: readonly string[];
}
