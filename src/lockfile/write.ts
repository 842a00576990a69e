/** What is stored of an experiment → its lock file. Pure: one store, one text. */
import type { Recorded } from '../results/recorded.js';
import { stagesYielding } from '../stages/index.js';
import { LOCK_FORMAT, roundedEnd } from './lockfile.js';
import type { LockedCell, LockedRow, LockFile } from './lockfile.js';
import { lineages, OF_A_RUN } from './lineages.js';
import { hashPredictions, predictedOf } from './predicted.js';
import { scoredRows } from './scored.js';
import type { ScoredCell, ScoredRow } from './scored.js';

/** Every stage must be done. */
export function lockOf(
  recorded: Recorded,
  { name, numericsVersion }: { name: string; numericsVersion: string },
): LockFile {
  const { plan, records } = recorded;
  const rows = scoredRows(recorded);
  return {
    format: LOCK_FORMAT,
    experiment: plan.experiment.name,
    engine: name,
    precision: plan.experiment.engine.precision,
    numericsVersion,
    data: dataOf(recorded),
    rows: rows.map((row) => lockedRow(row, lineages(recorded, numericsVersion))),
    stages: plan.stages.map(({ label, key }) => ({
      label,
      key,
      weights: records.get(key)?.facts.weightsHash ?? null,
    })),
  };
}

function dataOf({ plan }: Recorded): Record<string, string> {
  return Object.fromEntries(
    stagesYielding(plan.stages, 'scores').map(({ spec }) => [spec.task, spec.dataHash]),
  );
}

function lockedRow({ row, role, cells }: ScoredRow, lineageOf: ReturnType<typeof lineages>): LockedRow {
  const lineage = [...lineageOf(cells[0]?.runs[0]?.stage.key ?? '')].filter(
    ([name]) => !OF_A_RUN.includes(name),
  );
  const options = Object.fromEntries(lineage.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { row, role, options: options as LockedRow['options'], cells: cells.map(lockedCell) };
}

function lockedCell({ column, cell, runs }: ScoredCell): LockedCell {
  const { mean, interval, n } = cell;
  return {
    column: column.label,
    task: column.task,
    split: column.split,
    metric: column.metric,
    mean,
    interval: interval && {
      low: roundedEnd(interval.low),
      high: roundedEnd(interval.high),
      over: interval.over,
    },
    n: n ?? 0,
    runs: runs.map(({ seed, value, stage, predictions }) => ({
      seed,
      value,
      stage: stage.key,
      predictions: hashPredictions(predictions),
      predicted: predictedOf(column.task, predictions),
    })),
  };
}

/** What goes on one line although it is long: an element of a list. */
const WIDTH = 100;

/** JSON for a diff: one line for each run, stage and option. */
export const lockText = (lock: LockFile): string => `${pretty(lock, '')}\n`;

function pretty(value: unknown, indent: string): string {
  if (!isObject(value)) return JSON.stringify(value);
  const flat = spaced(value);
  if (!Object.values(value).some(isObject) && indent.length + flat.length <= WIDTH) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((child) => inner + (isLine(child) ? spaced(child) : pretty(child, inner)))
    : Object.entries(value).map(([key, child]) => `${inner}${JSON.stringify(key)}: ${pretty(child, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return [open, lines.join(',\n'), indent + close].join('\n');
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Of scalars and lists of scalars. */
const isLine = (value: unknown): value is object =>
  isObject(value) &&
  Object.values(value).every((child) => !isObject(child) || (Array.isArray(child) && !child.some(isObject)));

/** On one line. */
function spaced(value: object): string {
  if (Array.isArray(value)) return `[${value.map((child) => JSON.stringify(child)).join(', ')}]`;
  const pairs = Object.entries(value).map(
    ([key, child]) => `${JSON.stringify(key)}: ${isObject(child) ? spaced(child) : JSON.stringify(child)}`,
  );
  return `{ ${pairs.join(', ')} }`;
}
