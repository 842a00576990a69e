/** How well rows do on evaluated examples that overlap with what was trained on, and on clean ones. */
import { isOverlapping } from '../stages/overlap/overlap.js';
import type { Overlap, TrainedOn } from '../stages/result.js';
import { METRICS } from '../statistics/metrics.js';
import { mean } from '../statistics/moments.js';
import type { Column } from './columns.js';
import { evaluationsOf } from './evaluations.js';
import type { Evaluation, RowName } from './evaluations.js';
import { isDone, stageOfTrial, stagesWith } from './recorded.js';
import type { Recorded } from './recorded.js';
import { emptyCell, meanCell, predictionsOf } from './scores.js';
import type { Cell } from './scores.js';

export interface OverlapRow extends RowName {
  /** One per split. */
  readonly cells: readonly Readonly<Record<TrainedOn, OverlapCell>>[];
}

export interface OverlapCell {
  readonly clean: OverlapPart;
  readonly overlapping: OverlapPart;
}

export interface OverlapPart {
  /** Evaluated examples of this kind; null: none was evaluated yet. */
  readonly examples: number | null;
  /** Score on them. */
  readonly cell: Cell;
}

export function overlapRows(recorded: Recorded, columns: readonly Column[]): readonly OverlapRow[] {
  const { variants, experiment } = recorded.plan;
  const rows: readonly RowName[] = [
    ...variants.map(({ name }) => ({ role: 'variant' as const, label: name })),
    ...experiment.evaluate.baselines.map((label) => ({ role: 'baseline' as const, label })),
  ];
  return rows.map(({ role, label }) => ({
    role,
    label,
    cells: columns.map((column) => cellsOf(recorded, { role, label }, column)),
  }));
}

/** An evaluation that is done, with the examples that its training's overlap was looked for in. */
interface Searched {
  readonly seed: number;
  readonly stage: string;
  readonly found: readonly Overlap[];
}

function cellsOf(recorded: Recorded, row: RowName, column: Column): OverlapRow['cells'][number] {
  const runs = evaluationsOf(recorded, row, column.task).flatMap((one): Searched[] => {
    const overlap = overlapOf(recorded, one, column);
    if (overlap === null || !isDone(recorded, overlap) || !isDone(recorded, one.stage.key)) return [];
    const found = (recorded.overlaps.get(overlap) ?? []).filter(({ split }) => split === column.split);
    return [{ seed: one.seed, stage: one.stage.key, found }];
  });
  const partOf = (wanted: (example: Overlap) => boolean): OverlapPart =>
    scoreOn(recorded, column, { runs, wanted });
  const cellOf = (trainedOn: TrainedOn): OverlapCell => ({
    clean: partOf((example) => !isOverlapping(example, trainedOn)),
    overlapping: partOf((example) => isOverlapping(example, trainedOn)),
  });
  return { corpus: cellOf('corpus'), train: cellOf('train') };
}

/** Key of the overlap with the same training examples. */
function overlapOf(recorded: Recorded, { stage, trial, seed }: Evaluation, { task }: Column): string | null {
  if (trial !== null) return stageOfTrial(recorded, trial, { yields: 'overlaps', task })?.key ?? null;
  const { spec } = stage;
  const limit = 'maxTrainExamples' in spec ? spec.maxTrainExamples : null;
  const found = stagesWith(recorded, 'overlaps').find(
    (one) =>
      one.spec.task === task &&
      isDone(recorded, one.key) &&
      one.spec.maxTrainExamples === limit &&
      (one.spec.seed === null || one.spec.seed === seed),
  );
  return found?.key ?? null;
}

function scoreOn(
  recorded: Recorded,
  column: Column,
  { runs, wanted }: { runs: readonly Searched[]; wanted: (example: Overlap) => boolean },
): OverlapPart {
  const parts = runs.map(({ seed, stage, found }) => {
    const ids = new Set(found.filter(wanted).map(({ id }) => id));
    const members = predictionsOf(recorded, stage, column).filter(({ id }) => ids.has(id));
    return { seed, stage, members };
  });
  const values = parts.flatMap(({ seed, stage, members }) => {
    const value = METRICS[column.metric].of(members);
    return value === null ? [] : [{ seed, value, stage }];
  });
  const absent = parts.length === 0 ? 'not-run' : 'no-examples';
  return {
    examples: parts.length === 0 ? null : mean(parts.map(({ members }) => members.length)),
    cell: values.length > 0 ? meanCell(values, null) : emptyCell(absent),
  };
}
