/** How many numbers of a report follow from predictions. */
import type { Report } from '../../report/report.js';
import { RUNS_TITLE } from '../../report/tables/records.js';
import type { TextTable } from '../../report/tables/table.js';
import { derivedTables } from './tables.js';

/** Numbers in the tables that hold nothing else, and in the CSV files. */
export function countNumbers(report: Report): number {
  const printed = derivedTables(report).flatMap(textsIn);
  const inText = printed.reduce((sum, text) => sum + numbersIn(text), 0);
  return (
    inText + [...inCells(report), ...inDeltas(report)].filter((value) => typeof value === 'number').length
  );
}

/** Texts of cells that hold numbers, without the keys of stages behind them. */
function textsIn({ columns, groups, title }: TextTable): readonly string[] {
  const isNumeric = (at: number): boolean =>
    columns[at]?.align === 'right' || (title === RUNS_TITLE && at > 1);
  return groups
    .flat()
    .flatMap((row) => row.filter((_, at) => isNumeric(at)))
    .map(({ text }) => text.replace(/ {2}[0-9a-f]{10}$/, ''));
}

const numbersIn = (text: string): number => text.match(/\d+(\.\d+)?/g)?.length ?? 0;

type Value = number | null | undefined;

const inCells = ({ details }: Report): readonly Value[] =>
  details.rows
    .filter(({ role }) => role !== 'published')
    .flatMap(({ cells }) => cells)
    .flatMap(({ mean, interval, examples, runs }) => [
      mean,
      interval?.low,
      interval?.high,
      interval?.halfWidth,
      examples?.low,
      examples?.high,
      ...runs.map(({ value }) => value),
    ]);

const inDeltas = ({ ablations, mainEffects }: Report): readonly Value[] =>
  [...ablations, ...mainEffects]
    .flatMap(({ levels }) => levels.flatMap(({ deltas }) => deltas))
    .flatMap(({ mean, interval, p, adjustedP, effect, minimumDetectableEffect, extraSeeds }) => [
      mean,
      interval?.low,
      interval?.high,
      p,
      adjustedP,
      effect,
      minimumDetectableEffect,
      extraSeeds,
    ]);
