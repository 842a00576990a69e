/** The labelled examples that stages learn from and are judged on. */
import { taskFolder } from '../datasets/folders.js';
import { UserError } from '../failure.js';
import type { EvaluateOptions } from './evaluate/options.js';
import { randomStream } from '../random/stream.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Example, Split } from '../tasks/task.js';
import type { StageContext } from './stage.js';
import { checkUnchanged } from './unchanged.js';

/** What of a stage says where its examples are. */
interface Place {
  readonly task: TaskName;
  readonly source: EvaluateOptions['source'];
  readonly dataHash: string;
}

/** An evaluation split, cut to the examples that count. */
export interface EvaluationSplit {
  readonly name: string;
  readonly split: Split;
  readonly examples: readonly Example[];
}

/** Throws UserError where there is none. */
export async function readTrain({ task, source, dataHash }: Place, context: StageContext): Promise<Split> {
  const folder = taskFolder(context.datasets, source, task);
  const split = await TASKS[task].read(folder, 'train');
  if (split !== null && split.examples.length > 0) {
    await checkUnchanged(folder, dataHash, context);
    return split;
  }
  throw new UserError(
    `There are no training examples of ${task} in ${folder}. Import or generate the data first.`,
  );
}

/** The examples to train on: all, or a sample by seed without regard to class. */
export function drawn(
  examples: readonly Example[],
  { task, seed, wanted }: { task: TaskName; seed: number; wanted: number | null },
): readonly Example[] {
  if (wanted === null || wanted >= examples.length) return examples;
  return randomStream('finetune', task, seed, 'examples').shuffle(examples).slice(0, wanted);
}

/** The first `maxExamples` of every evaluation split that is there. Throws UserError where there are none. */
export async function readEvaluation(
  { task, source, dataHash, maxExamples }: Place & { readonly maxExamples: number | null },
  context: StageContext,
): Promise<readonly EvaluationSplit[]> {
  const reader = TASKS[task];
  const folder = taskFolder(context.datasets, source, task);
  const splits: EvaluationSplit[] = [];
  for (const { name } of reader.splits) {
    const split = await reader.read(folder, name);
    if (split !== null)
      splits.push({ name, split, examples: split.examples.slice(0, maxExamples ?? undefined) });
  }
  if (splits.some((split) => split.examples.length > 0)) {
    await checkUnchanged(folder, dataHash, context);
    return splits;
  }
  const names = reader.splits.map(({ name }) => name).join(', ');
  throw new UserError(`There are no examples to evaluate ${task} on in ${folder}: looked for ${names}.`);
}

/** How many examples each split has, and what its reader left out. */
export function evaluationFacts(splits: readonly EvaluationSplit[]) {
  const count = (of: (split: EvaluationSplit) => number) =>
    Object.fromEntries(splits.map((split) => [split.name, of(split)]));
  return {
    examples: count(({ examples }) => examples.length),
    rejected: count(({ split }) => split.rejected.length),
    unlabelled: count(({ split }) => split.unlabelled),
  };
}
