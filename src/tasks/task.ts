/** The contract of a task. One file per task implements it; tasks/index.ts is the map of them. */
import type { MetricName } from '../statistics/metrics.js';

/** One labelled example. `label`: the index of its class, or the number itself. Fields keep the original text. */
export interface Example {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly label: number;
  /** Where it was read; absent where it was made up. */
  readonly place?: Place;
}

/** `file` is relative to the task's folder; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A row that a reader rejected. */
export interface RejectedRow extends Place {
  readonly reason: string;
}

/** Above this share of rows that cannot be used, a file is taken for something else than what it should be. */
export const MAX_REJECTED_SHARE = 0.01;

export interface Split {
  readonly examples: readonly Example[];
  readonly rejected: readonly RejectedRow[];
  /** Rows left out on purpose (label `-`): counted, no fault. */
  readonly unlabelled: number;
}

/** What is predicted: one of some classes, or a number from `low` to `high`. */
export type Output =
  | { readonly kind: 'classes'; readonly names: readonly string[] }
  | { readonly kind: 'range'; readonly low: number; readonly high: number };

export interface EvaluationSplit {
  readonly name: string;
  /** Of the task's title in headings, e.g. "-mm". */
  readonly suffix: string;
  /** The paper's figure in the task's first metric, a share of 1. */
  readonly published: number | null;
}

/** The files of a folder or archive: paths relative to it. */
export interface FoundFiles {
  /** Of the folder or archive itself, for messages. */
  readonly path: string;
  readonly names: readonly string[];
}

/** Which files make up the set. */
export interface TaskFiles {
  /** Name among the files found → name below the data folder. Throws UserError that says what was looked for. */
  readonly pick: (found: FoundFiles) => ReadonlyMap<string, string>;
  /** An archive that `read` takes as it is; the contents of these folders in it are what the set is known by. */
  readonly archive?: { readonly name: string; readonly folders: readonly string[] };
}

export interface Task {
  /** Its key in TASKS, its folder in datasets/. */
  readonly name: string;
  readonly title: string;
  readonly output: Output;
  /** All that are recorded; the first is the table's. */
  readonly metrics: readonly [MetricName, ...MetricName[]];
  /**
   * `classify`: one sequence, a linear layer over the outputs. `symmetric`: both orders, extract states added, then as
   * classify. `choose`: one sequence per option, one score each, softmax over them. Of a range there is one output.
   */
  readonly head: 'classify' | 'symmetric' | 'choose';
  /** In the order of the table. */
  readonly splits: readonly EvaluationSplit[];
  /** Where the paper pools the splits into one figure; null: a column per split. */
  readonly pooled: { readonly published: number | null } | null;
  readonly files: TaskFiles;
  /**
   * Field whose text several examples may have in common, such as the passage of some questions: they are then no
   * independent sample (statistics/texts.ts). Null: examples share nothing of note.
   */
  readonly shared: string | null;
  /** Whether the generated miniature has it. */
  readonly inMiniature: boolean;
  /** Reads 'train' or an evaluation split from the folder in the original layout. Null: split absent. */
  readonly read: (folder: string, split: string) => Promise<Split | null>;
  /** Input format "delimiters": the sequences of one example; each is a list of parts, which the model family joins. */
  readonly sequences: (example: Example) => readonly (readonly string[])[];
  readonly sequencesPerExample: number;
  /** Input format "prompt": the text up to the target position, and one answer word per class; null: cannot be asked. */
  readonly prompt: ((example: Example) => Prompt) | null;
  readonly zeroShot: ZeroShot | NoZeroShot;
  /** For readers: the fields of an example, and what each part of one of its sequences is. */
  readonly wording: { readonly fields: readonly string[]; readonly parts: readonly string[] };
}

export interface Prompt {
  readonly text: string;
  readonly answers: readonly string[];
}

/**
 * How a language model answers without fine-tuning (Radford et al. 2018, section 5): by the log-probabilities that it gives
 * to texts. `highest`: of one continuation per class, the one with the highest score. `threshold`: the one continuation is
 * class 1 where its score is above a threshold that is chosen on the training examples (training/threshold.ts).
 */
export interface ZeroShot {
  readonly ask: (example: Example) => Question;
  /** Of a continuation's tokens: the mean of their log-probabilities, or the sum: the log-probability of the text. */
  readonly score: 'mean' | 'total';
  readonly decide: 'highest' | 'threshold';
}

/** A continuation follows the context after a space; without a context its first token is not scored. */
export interface Question {
  readonly context: string;
  readonly continuations: readonly string[];
}

/** Why a task has no zero-shot form: completes “has no zero-shot form: ”. */
export interface NoZeroShot {
  readonly reason: string;
}

export const NOT_IN_THE_PAPER: NoZeroShot = { reason: 'the paper describes none' };

/** Null: the task has none. */
export const zeroShotOf = ({ zeroShot }: Pick<Task, 'zeroShot'>): ZeroShot | null =>
  'ask' in zeroShot ? zeroShot : null;

/** The texts of these fields. */
export function textsOf<F extends string>(example: Example, fields: readonly F[]): Record<F, string> {
  const texts = fields.map((field) => [field, textOf(example, field)] as const);
  return Object.fromEntries(texts) as Record<F, string>;
}

/** The text of a field; a missing one is a fault of its reader. */
export function textOf({ id, fields }: Example, field: string): string {
  const text = fields[field];
  if (text === undefined) throw new Error(`The example ${id} has no field "${field}".`);
  return text;
}

/** Numbers that a head gives per example: a score per class, or the one value. */
export const outputsOf = (output: Output): number => (output.kind === 'classes' ? output.names.length : 1);

/** A label or prediction in words: the name of the class, or the number. */
export const labelText = (output: Output, label: number): string =>
  output.kind === 'classes' ? (output.names[label] ?? `class ${label}`) : String(label);
