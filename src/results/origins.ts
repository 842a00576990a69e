/** Each number's origin: the runs behind it, their stages, and what these were run with. */
import type { TaskName } from '../tasks/index.js';
import { TASKS } from '../tasks/index.js';
import { commandOf } from '../report/words/asked.js';
import { columnsByTask } from './columns.js';
import { optionsOf, settingsOf, stageOrigins } from './stage-origins.js';
import type { MainTable, TableRow } from '../report/model.js';
import type { Origin, OriginRun, ReportProvenance } from '../report/model-provenance.js';
import { isDone, stageOfTrial, stagesOf, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

type Rows = Omit<MainTable, 'notes'>;

export function provenanceOf(recorded: Recorded, table: Rows): ReportProvenance {
  const origins = originsOf(recorded, table);
  const settings = settingsOf(recorded, origins);
  return {
    origins,
    stages: stageOrigins(recorded, origins, settings),
    settings,
    options: optionsOf(recorded),
    diffs: [...recorded.diffs.values()].map(({ sha256, bytes, content }) => ({
      ...{ sha256, bytes },
      text: new TextDecoder().decode(content),
    })),
  };
}

/** The same rows, each cell with the number of its origin. */
export function withOrigins({ rows, columns }: Rows, origins: readonly Origin[]): readonly TableRow[] {
  const nameOf = ({ role, row, task }: Pick<Origin, 'role' | 'row' | 'task'>): string =>
    JSON.stringify([role, row, task]);
  const ids = new Map(origins.map((origin) => [nameOf(origin), origin.id]));
  return rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell, index) => {
      const { task } = columns[index];
      return { ...cell, origin: ids.get(nameOf({ role: row.role, row: row.label, task })) ?? null };
    }),
  }));
}

function originsOf(recorded: Recorded, { columns, rows }: Rows): readonly Origin[] {
  const tasks = columnsByTask(columns);
  const found = rows.flatMap((row) =>
    tasks.flatMap((indices) => {
      const { task } = columns[indices[0]];
      const evaluations = evaluationsOf(recorded, row, task);
      return evaluations.length === 0 ? [] : [{ row, task, indices, evaluations }];
    }),
  );
  return found.map(({ row: { role, label, cells }, task, indices, evaluations }, index) => ({
    id: index + 1,
    ...{ role, row: label, task },
    columns: indices.map((column) => `${columns[column].label} ${columns[column].metric}`),
    runs: evaluations.map((one) =>
      runOf(recorded, one, {
        id: `${index + 1}.${one.seed}`,
        scores: indices.map((i) => cells[i].runs.find(({ stage }) => stage === one.stage)?.value ?? null),
      }),
    ),
    command: regenerate(
      recorded,
      evaluations.map(({ stage }) => stage),
    ),
  }));
}

interface Evaluation {
  readonly seed: number;
  /** Key of the evaluation or of the baseline. */
  readonly stage: string;
}

/** None of the published row. */
function evaluationsOf(recorded: Recorded, { role, label }: TableRow, task: TaskName): readonly Evaluation[] {
  if (role === 'baseline')
    return stagesOf(recorded, 'baseline')
      .filter(({ spec }) => spec.method === label && spec.task === task)
      .map(({ key, spec }) => ({ seed: spec.seed, stage: key }));
  if (role !== 'variant') return [];
  return trialsOf(recorded, label).flatMap((trial) => {
    const stage = stageOfTrial(recorded, trial, { kind: 'evaluate', task });
    return stage === null ? [] : [{ seed: trial.seed, stage: stage.key }];
  });
}

function runOf(
  recorded: Recorded,
  { seed, stage }: Evaluation,
  about: Pick<OriginRun, 'id' | 'scores'>,
): OriginRun {
  const stages = chainOf(recorded, stage);
  const sumOf = (of: (key: string) => number): number => stages.reduce((sum, key) => sum + of(key), 0);
  const isWhole = stages.every((key) => isDone(recorded, key));
  return {
    ...{ ...about, seed, stages },
    seconds: isWhole ? sumOf((key) => recorded.records.get(key)?.seconds ?? NaN) : null,
    flops: sumOf((key) => recorded.stages.get(key)?.estimate.flops ?? NaN),
  };
}

/** A stage after all that it needs. */
function chainOf({ stages }: Recorded, last: string): readonly string[] {
  const chain = new Set<string>();
  const add = (key: string): void => {
    stages.get(key)?.inputs.forEach(add);
    chain.add(key);
  };
  add(last);
  return [...chain];
}

/** Digits of a key in a command: enough for any sweep. */
const KEY_DIGITS = 12;

/** In a folder of its own, so that nothing stored is used or touched. */
const regenerate = (recorded: Recorded, keys: readonly string[]): string =>
  `${commandOf(recorded)} --only ${keys.map((key) => key.slice(0, KEY_DIGITS)).join(',')} --results again`;

/** E.g. "reference · RACE". */
export const originTitle = ({ row, task }: Origin): string => `${row} · ${TASKS[task].title}`;
