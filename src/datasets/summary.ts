/** What a data folder holds, counted by the readers that training uses, and what is odd about it. */
import { readCorpus } from '../corpora/read.js';
import type { Manifest } from './manifest.js';
import { CorpusCounts, oddExamples } from './oddities.js';
import { isTaskName, TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Example, Output, RejectedRow } from '../tasks/task.js';

export interface SplitSummary {
  readonly split: string;
  readonly examples: number;
  readonly rejected: readonly RejectedRow[];
  readonly unlabelled: number;
  /** Class → examples, in the task's order; null where labels are numbers. */
  readonly labels: Readonly<Record<string, number>> | null;
}

export interface CorpusSummary {
  readonly documents: number;
  readonly characters: number;
  /** U+FFFD, which bytes that are no UTF-8 become, and NUL. */
  readonly unreadable: number;
}

/** What was counted of a data set. */
export interface Summary {
  /** Splits of a task; empty for a corpus. */
  readonly splits: readonly SplitSummary[];
  readonly corpus: CorpusSummary | null;
  /** What is odd about it, in sentences. */
  readonly warnings: readonly string[];
}

/** Throws UserError where too much was rejected or is unreadable, or nothing is left. */
export async function summarise({ name, kind }: Manifest, folder: string): Promise<Summary> {
  return kind === 'corpus' || !isTaskName(name) ? summariseCorpus(folder) : summariseTask(name, folder);
}

/** Splits that are there, train first. */
async function summariseTask(task: TaskName, folder: string): Promise<Summary> {
  const { output, splits, read } = TASKS[task];
  const summaries: SplitSummary[] = [];
  const warnings: string[] = [];
  for (const split of ['train', ...splits.map(({ name }) => name)]) {
    const content = await read(folder, split);
    if (content === null) continue;
    const { examples, rejected, unlabelled } = content;
    const labels = countLabels(examples, output);
    summaries.push({ split, examples: examples.length, rejected, unlabelled, labels });
    warnings.push(...oddExamples({ folder, split, examples, output }));
  }
  return { splits: summaries, corpus: null, warnings };
}

function countLabels(examples: readonly Example[], output: Output): SplitSummary['labels'] {
  if (output.kind === 'range') return null;
  const counts = output.names.map(() => 0);
  for (const { label } of examples) counts[label]! += 1;
  return Object.fromEntries(output.names.map((name, index) => [name, counts[index]!]));
}

async function summariseCorpus(folder: string): Promise<Summary> {
  const counts = new CorpusCounts(folder);
  for await (const document of readCorpus(folder)) counts.add(document);
  const { documents, characters, unreadable } = counts;
  return { splits: [], corpus: { documents, characters, unreadable }, warnings: counts.warnings() };
}
