/** What evaluated items share with what was trained on, and how well variants do on items that share and on others. */
import { GRAM_WORDS, isOverlapping, TRAINED_ON } from '../stages/overlap/overlap.js';
import type { Overlap, TrainedOn } from '../stages/overlap/overlap.js';
import { accuracy } from '../statistics/metrics.js';
import { mean } from '../statistics/moments.js';
import { TASKS } from '../tasks/index.js';
import { allColumns } from './columns.js';
import { emptyCell, meanCell, predictionsOf } from './scores.js';
import type { CellRun, Column, Leaks, LeakPart, LeakRow, LeakSplit, LeakTraining } from '../report/model.js';
import { isDone, stageOfTrial, stagesOf, trialsOf } from './recorded.js';
import type { Recorded, StageOf } from './recorded.js';

/** An evaluation or baseline with the overlap of what it was trained on. */
interface Run {
  readonly seed: number;
  readonly stage: string;
  readonly overlap: string;
}

export function leaksOf(recorded: Recorded): Leaks {
  const planned = stagesOf(recorded, 'overlap');
  const missing = planned.filter(({ key }) => !isDone(recorded, key)).length;
  const columns = splitColumns(recorded);
  return {
    counts: { planned: planned.length, missing },
    training: recorded.plan.experiment.evaluate.tasks.flatMap((task) => trainingOf(recorded, task)),
    splits: columns.map((column) => splitOf(recorded, column)),
    rows: [...variantRows(recorded, columns), ...baselineRows(recorded, columns)],
  };
}

/** Overlaps of a task that are done: several where seeds or variants draw different training examples. */
const overlapsOf = (recorded: Recorded, task: Column['task']): readonly StageOf<'overlap'>[] =>
  stagesOf(recorded, 'overlap').filter(({ key, spec }) => spec.task === task && isDone(recorded, key));

function trainingOf(recorded: Recorded, task: Column['task']): readonly LeakTraining[] {
  const facts = overlapsOf(recorded, task).flatMap(({ key }) => recorded.records.get(key)?.facts ?? []);
  if (facts.length === 0) return [];
  const meanOf = (of: (one: (typeof facts)[number]) => number | undefined): number =>
    mean(facts.map((one) => of(one) ?? 0));
  return [
    {
      ...{ task, title: TASKS[task].title, examples: meanOf(({ examples }) => examples?.train) },
      repeated: meanOf(({ repeated }) => repeated),
      contradictory: meanOf(({ contradictory }) => contradictory),
    },
  ];
}

/** A column of accuracy for each evaluation split that was looked at. */
function splitColumns(recorded: Recorded): readonly Column[] {
  return allColumns(recorded.plan.experiment).filter(
    ({ task, split, metric }) =>
      metric === 'accuracy' &&
      overlapsOf(recorded, task).some(({ key }) => itemsOf(recorded, key, split).length > 0),
  );
}

const itemsOf = ({ overlaps }: Recorded, key: string, split: string): readonly Overlap[] =>
  (overlaps.get(key) ?? []).filter((item) => item.split === split);

function splitOf(recorded: Recorded, column: Column): LeakSplit {
  const lists = overlapsOf(recorded, column.task).map(({ key }) => itemsOf(recorded, key, column.split));
  const meanOf = (counts: (item: Overlap) => boolean): number =>
    mean(lists.map((items) => items.filter(counts).length));
  return {
    ...{ task: column.task, split: column.split, label: column.label },
    items: meanOf(() => true),
    short: meanOf(({ words }) => words < GRAM_WORDS),
    overlapping: byTrainedOn((trainedOn) => meanOf((item) => isOverlapping(item, trainedOn))),
    touched: byTrainedOn((trainedOn) => meanOf((item) => item[trainedOn] > 0)),
    copies: meanOf(({ copy }) => copy !== null),
    contradicted: meanOf(({ copy }) => copy === 'other'),
  };
}

const byTrainedOn = <T>(of: (trainedOn: TrainedOn) => T): Readonly<Record<TrainedOn, T>> => {
  const [corpus, train] = TRAINED_ON.map(of);
  return { corpus, train };
};

function variantRows(recorded: Recorded, columns: readonly Column[]): readonly LeakRow[] {
  return recorded.plan.variants.map(({ name }) => ({
    ...{ role: 'variant', label: name },
    cells: columns.map((column) => {
      const runs = trialsOf(recorded, name).flatMap((trial): Run[] => {
        const { task } = column;
        const stage = stageOfTrial(recorded, trial, { kind: 'evaluate', task });
        const overlap = stageOfTrial(recorded, trial, { kind: 'overlap', task });
        if (stage === null || overlap === null) return [];
        return [{ seed: trial.seed, stage: stage.key, overlap: overlap.key }];
      });
      return cellsOf(recorded, runs, column);
    }),
  }));
}

function baselineRows(recorded: Recorded, columns: readonly Column[]): readonly LeakRow[] {
  return recorded.plan.experiment.evaluate.baselines.map((method) => ({
    ...{ role: 'baseline', label: method },
    cells: columns.map((column) => {
      const found = stagesOf(recorded, 'baseline').find(
        ({ spec }) => spec.method === method && spec.task === column.task,
      );
      const overlap = found === undefined ? undefined : overlapOfBaseline(recorded, found);
      if (found === undefined || overlap === undefined) return cellsOf(recorded, [], column);
      const run = { seed: found.spec.seed, stage: found.key, overlap: overlap.key };
      return cellsOf(recorded, [run], column);
    }),
  }));
}

/** Of the same training examples. */
const overlapOfBaseline = (recorded: Recorded, { spec }: StageOf<'baseline'>) =>
  overlapsOf(recorded, spec.task).find(
    (one) =>
      one.spec.maxTrainExamples === spec.maxTrainExamples &&
      (one.spec.seed === null || one.spec.seed === spec.seed),
  );

const cellsOf = (recorded: Recorded, runs: readonly Run[], column: Column): LeakRow['cells'][number] =>
  byTrainedOn((trainedOn) => ({
    clean: partOf(recorded, runs, { column, wanted: (item) => !isOverlapping(item, trainedOn) }),
    overlapping: partOf(recorded, runs, { column, wanted: (item) => isOverlapping(item, trainedOn) }),
  }));

function partOf(
  recorded: Recorded,
  runs: readonly Run[],
  { column, wanted }: { column: Column; wanted: (item: Overlap) => boolean },
): LeakPart {
  const judged = runs.filter(({ stage, overlap }) => isDone(recorded, stage) && isDone(recorded, overlap));
  const parts = judged.map(({ seed, stage, overlap }) => {
    const ids = new Set(
      itemsOf(recorded, overlap, column.split)
        .filter(wanted)
        .map(({ id }) => id),
    );
    return { seed, stage, members: predictionsOf(recorded, stage, column).filter(({ id }) => ids.has(id)) };
  });
  const values = parts.flatMap(({ seed, stage, members }): CellRun[] => {
    const value = accuracy(members);
    return value === null ? [] : [{ seed, value, stage }];
  });
  return {
    items: parts.length === 0 ? null : mean(parts.map(({ members }) => members.length)),
    cell:
      values.length > 0
        ? meanCell(values, null)
        : emptyCell(parts.length === 0 ? 'not run yet' : 'no such items'),
  };
}
