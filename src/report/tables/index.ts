/** All tables of a report, in the order of the page. */
import type { Report } from '../report.js';
import { benchmarkTables, partsTable } from './aggregates.js';
import { ablationTable, differenceTable, mainEffectTable } from './ablations.js';
import { expectedTable } from './expected.js';
import { heldoutTable } from './heldout.js';
import { hypothesisPartTable, hypothesisTable } from './hypotheses.js';
import { stageCostTable, variantCostTable } from './costs.js';
import { lengthTable } from './lengths.js';
import { overlapTables } from './overlap.js';
import { parameterTables } from './parameters.js';
import { degenerateTable } from './records.js';
import { scoreTable } from './scores.js';
import type { TextTable } from './table.js';

export function reportTables(report: Report): readonly TextTable[] {
  const hypotheses = [hypothesisTable(report), hypothesisPartTable(report)];
  const differences = [ablationTable(report), mainEffectTable(report), differenceTable(report)];
  const losses = [heldoutTable(report), lengthTable(report)];
  const parts = partsTable(report);
  const expected = expectedTable(report);
  const degenerate = degenerateTable(report);
  return [
    scoreTable(report),
    ...(expected === null ? [] : [expected]),
    ...(parts === null ? [] : [parts]),
    ...benchmarkTables(report),
    ...(degenerate === null ? [] : [degenerate]),
    ...hypotheses.filter((table) => table !== null),
    ...differences.filter((table) => table !== null),
    ...losses.filter((table) => table !== null),
    variantCostTable(report),
    ...parameterTables(report),
    ...overlapTables(report),
    stageCostTable(report),
  ];
}
