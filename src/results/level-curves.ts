/** Scores over the levels of a factor that are numbers: one curve for each way in which the other factors stand. */
import { contextsOf, factorsOf, levelOf, levelsOf } from '../experiment/factors.js';
import type { Member } from '../experiment/factors.js';
import type { Level } from '../experiment/schema.js';
import { shortNamesOf } from '../experiment/short-names.js';
import { amountOf, taskOf } from '../stages/index.js';
import { mean } from '../statistics/moments.js';
import type { TaskName } from '../tasks/index.js';
import { columnsByTask } from './columns.js';
import type { Column } from './columns.js';
import { meanOfCells } from './mean-cell.js';
import { MEAN } from './means.js';
import { trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';
import type { Cell, ScoreTable } from './scores.js';

/** With fewer, a curve says no more than the table. */
const LEAST_LEVELS = 3;

export interface LevelCurves {
  /** The option's path. */
  readonly factor: string;
  /** Short, e.g. "transferredLayers". */
  readonly label: string;
  /** Labels of the columns of the main table, then "mean". */
  readonly columns: readonly string[];
  readonly curves: readonly LevelCurve[];
}

export interface LevelCurve {
  /** Levels of the other factors, e.g. "initFrom=scratch"; of the only curve: the factor's own name. */
  readonly name: string;
  /** For each column, in order of `at`. */
  readonly points: readonly (readonly LevelPoint[])[];
}

export interface LevelPoint {
  /** The number that the level is, or comes to: of null, "all", the number of all. */
  readonly at: number;
  readonly score: Cell;
}

/** Of each factor with three levels or more, all of them numbers or null. */
export function levelCurves(recorded: Recorded, table: ScoreTable): readonly LevelCurves[] {
  const { plan } = recorded;
  const labels = shortNamesOf(factorsOf(plan));
  return factorsOf(plan).flatMap((factor): LevelCurves[] => {
    const groups = contextsOf(factor, plan).filter(({ length }) => length >= LEAST_LEVELS);
    if (groups.length === 0 || !levelsOf(factor, plan).every(isNumeric)) return [];
    const curves = groups.map((members) => ({
      name: groups.length === 1 ? labelOf(factor, labels) : contextName(factor, members, recorded),
      points: pointsOf(factor, members, { recorded, table }),
    }));
    const columns = [...table.columns.map(({ label }) => label), MEAN];
    return [{ factor, label: labelOf(factor, labels), columns, curves }];
  });
}

const isNumeric = (level: Level): boolean => level === null || typeof level === 'number';

const labelOf = (factor: string, labels: ReadonlyMap<string, string>): string => labels.get(factor) ?? factor;

/** What all members of a group have in common. */
function contextName(factor: string, [member]: readonly Member[], { plan }: Recorded): string {
  const labels = shortNamesOf(factorsOf(plan));
  const variant = plan.variants.find(({ name }) => name === member?.name);
  if (variant === undefined) return '';
  return factorsOf(plan)
    .filter((path) => path !== factor)
    .map((path) => `${labelOf(path, labels)}=${String(levelOf(variant, path, plan))}`)
    .join(', ');
}

interface Sources {
  readonly recorded: Recorded;
  readonly table: ScoreTable;
}

/** For each column, and for the mean over the tasks. */
function pointsOf(
  factor: string,
  members: readonly Member[],
  { recorded, table: { columns, rows } }: Sources,
): LevelCurve['points'] {
  const placed = members.flatMap((member) => {
    const row = rows.find(({ role, label }) => role === 'variant' && label === member.name);
    if (row === undefined) return [];
    const at = columns.map(({ task }) => placeOf(factor, member, { recorded, task }));
    const scores = [...row.cells, meanOfCells(row.cells, columns)];
    return [{ at: [...at, meanPlace(at, columns)], scores }];
  });
  return [...columns.keys(), columns.length].map((column) =>
    inOrder(placed.map(({ at, scores }) => ({ at: at[column] ?? null, score: scores[column]! }))),
  );
}

/** Levels beyond all that there is come to the same number and result, and are one point. */
function inOrder(points: readonly { at: number | null; score: Cell }[]): readonly LevelPoint[] {
  const byPlace = new Map<number, LevelPoint>();
  for (const { at, score } of points) if (at !== null && !byPlace.has(at)) byPlace.set(at, { at, score });
  return [...byPlace.values()].sort((a, b) => a.at - b.at);
}

/** As a finished stage says, or the level itself; null: it is no number. */
function placeOf(
  factor: string,
  { name, level }: Member,
  { recorded, task }: { readonly recorded: Recorded; readonly task: TaskName },
): number | null {
  for (const key of trialsOf(recorded, name).flatMap(({ stages }) => stages)) {
    const [stage, record] = [recorded.stages.get(key), recorded.records.get(key)];
    if (stage === undefined || record?.status !== 'done' || taskOf(stage.spec) !== task) continue;
    const amount = amountOf(stage.spec, factor, record.facts);
    if (amount !== null) return amount;
  }
  return typeof level === 'number' ? level : null;
}

/** Mean over the tasks; null: one has none. */
function meanPlace(places: readonly (number | null)[], columns: readonly Column[]): number | null {
  const ofTasks = columnsByTask(columns).map(([first]) => places[first ?? 0] ?? null);
  const known = ofTasks.filter((place) => place !== null);
  return known.length === ofTasks.length ? mean(known) : null;
}
