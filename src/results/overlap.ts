/** What evaluated examples share with what was trained on. Counts are means over what seeds and variants drew. */
import type { StageYielding } from '../stages/index.js';
import { GRAM_WORDS, isOverlapping, isSearched } from '../stages/overlap/overlap.js';
import type { Overlap, TrainedOn } from '../stages/result.js';
import { mean } from '../statistics/moments.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import { allColumns } from './columns.js';
import type { Column } from './columns.js';
import { overlapRows } from './overlap-scores.js';
import type { OverlapRow } from './overlap-scores.js';
import { isDone, stagesWith } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface Overlaps {
  /** Overlap stages: of the plan, and not done. */
  readonly counts: { readonly planned: number; readonly missing: number };
  readonly training: readonly OverlapTraining[];
  /** Evaluation splits that were looked at; empty: none was. */
  readonly splits: readonly OverlapSplit[];
  /** Variants, then non-neural baselines: scores on clean and on overlapping examples, a cell per split. */
  readonly rows: readonly OverlapRow[];
}

export interface OverlapTraining {
  readonly task: TaskName;
  readonly examples: number;
  /** Say text and label of an earlier one again. */
  readonly repeated: number;
  /** Their text stands with another label, too. */
  readonly contradictory: number;
}

export interface OverlapSplit {
  /** Of the task's first metric. */
  readonly column: Column;
  readonly examples: number;
  /** Examples that are shorter than an n-gram. */
  readonly short: number;
  /** Null: what it was trained on was not there to be searched. */
  readonly overlapping: Readonly<Record<TrainedOn, number | null>>;
  /** Examples that share at least one n-gram. */
  readonly touched: Readonly<Record<TrainedOn, number | null>>;
  /** Examples whose text is a training example's; of them, those that one gives another label. */
  readonly copies: number;
  readonly contradicted: number;
}

export function overlapsOf(recorded: Recorded): Overlaps {
  const planned = stagesWith(recorded, 'overlaps');
  const columns = splitColumns(recorded);
  return {
    counts: {
      planned: planned.length,
      missing: planned.filter(({ key }) => !isDone(recorded, key)).length,
    },
    training: recorded.plan.experiment.evaluate.tasks.flatMap((task) => trainingOf(recorded, task)),
    splits: columns.map((column) => splitOf(recorded, column)),
    rows: overlapRows(recorded, columns),
  };
}

/** Of a task and done: several where seeds or variants draw different training examples. */
const overlapStages = (recorded: Recorded, task: TaskName): readonly StageYielding<'overlaps'>[] =>
  stagesWith(recorded, 'overlaps').filter(({ key, spec }) => spec.task === task && isDone(recorded, key));

function trainingOf(recorded: Recorded, task: TaskName): readonly OverlapTraining[] {
  const facts = overlapStages(recorded, task).flatMap(({ key }) => recorded.records.get(key)?.facts ?? []);
  if (facts.length === 0) return [];
  const meanOf = (of: (one: (typeof facts)[number]) => number | undefined): number =>
    mean(facts.map((one) => of(one) ?? 0));
  return [
    {
      task,
      examples: meanOf(({ examples }) => examples?.['train']),
      repeated: meanOf(({ repeated }) => repeated),
      contradictory: meanOf(({ contradictory }) => contradictory),
    },
  ];
}

/** A column for each evaluation split that was looked at. */
const splitColumns = (recorded: Recorded): readonly Column[] =>
  allColumns(recorded.plan.experiment).filter(
    ({ task, split, metric }) =>
      metric === TASKS[task].metrics[0] &&
      overlapStages(recorded, task).some(({ key }) => examplesOf(recorded, key, split).length > 0),
  );

/** What an overlap stage found of a split. */
const examplesOf = ({ overlaps }: Recorded, key: string, split: string): readonly Overlap[] =>
  (overlaps.get(key) ?? []).filter((example) => example.split === split);

function splitOf(recorded: Recorded, column: Column): OverlapSplit {
  const lists = overlapStages(recorded, column.task).map(({ key }) =>
    examplesOf(recorded, key, column.split),
  );
  const searched = (of: (trainedOn: TrainedOn) => number) =>
    byTrainedOn((trainedOn) =>
      lists.flat().some((example) => isSearched(example, trainedOn)) ? of(trainedOn) : null,
    );
  const meanOf = (counts: (example: Overlap) => boolean): number =>
    mean(lists.map((examples) => examples.filter(counts).length));
  return {
    column,
    examples: meanOf(() => true),
    short: meanOf(({ words }) => words < GRAM_WORDS),
    overlapping: searched((trainedOn) => meanOf((example) => isOverlapping(example, trainedOn))),
    touched: searched((trainedOn) =>
      meanOf((example) => isSearched(example, trainedOn) && example[trainedOn] > 0),
    ),
    copies: meanOf(({ copy }) => copy !== null),
    contradicted: meanOf(({ copy }) => copy === 'other'),
  };
}

const byTrainedOn = (
  of: (trainedOn: TrainedOn) => number | null,
): Readonly<Record<TrainedOn, number | null>> => ({
  corpus: of('corpus'),
  train: of('train'),
});
