/** All tables of a report, in the order of the page. */
import type { Report } from '../model.js';
import { ablationTable } from './ablations.js';
import { stageCostTable, variantCostTable } from './costs.js';
import { parameterTables } from './parameters.js';
import { scoreTable } from './scores.js';
import type { TextTable } from './table.js';

export function reportTables(report: Report): readonly TextTable[] {
  const ablations = ablationTable(report);
  return [
    scoreTable(report),
    ...(ablations === null ? [] : [ablations]),
    variantCostTable(report),
    ...parameterTables(report),
    stageCostTable(report),
  ];
}
