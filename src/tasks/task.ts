/** The contract of a task. One file per task implements it; tasks/index.ts is the map of them. */
import type { TaskName } from '../experiment/schema.js';

/** One labelled item. `label` indexes `Task.classes`. Fields keep the original text. */
export interface Example {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly label: number;
}

/** A row that a reader refused. Lines count from 1. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface Split {
  readonly examples: readonly Example[];
  readonly rejected: readonly RejectedRow[];
  /** Rows left out on purpose (label `-`): counted, no fault. */
  readonly unlabelled: number;
}

export interface Task {
  readonly name: TaskName;
  readonly title: string;
  readonly classes: readonly string[];
  /** Metric in the main table; both directions are "higher is better". */
  readonly metric: 'accuracy' | 'f1';
  /**
   * `classify`: one sequence, a linear layer over the classes. `symmetric`: both orders, extract states
   * added, then as classify. `choose`: one sequence an option, one score each, softmax over them.
   */
  readonly kind: 'classify' | 'symmetric' | 'choose';
  /** Evaluation splits in table order, e.g. ['dev-matched', 'dev-mismatched'] or ['dev-middle', 'dev-high']. */
  readonly evaluationSplits: readonly string[];
  /** Published figures of the paper, per cell of the table; the key is an evaluation split or 'all'. */
  readonly published: Readonly<Record<string, number>>;
  /** Reads 'train' or an evaluation split from the folder in the original layout. Null: split absent. */
  read(folder: string, split: string): Promise<Split | null>;
  /** Input format "delimiters": the sequences of one example; each is a list of parts, put between start, delimiter and extract. */
  sequences(example: Example): readonly (readonly string[])[];
  /** Input format "prompt": the text up to the target position, and one answer word a class. */
  prompt(example: Example): { readonly text: string; readonly answers: readonly string[] };
}
