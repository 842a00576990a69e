/** All tables of a report, in the order of the page. */
import type { Report } from '../model.js';
import { ablationTable, differenceTable, mainEffectTable } from './ablations.js';
import { claimPartTable, claimTable } from './claims.js';
import { stageCostTable, variantCostTable } from './costs.js';
import { leakTables } from './overlap.js';
import { parameterTables } from './parameters.js';
import { scoreTable } from './scores.js';
import type { TextTable } from './table.js';

export function reportTables(report: Report): readonly TextTable[] {
  const claims = [claimTable(report), claimPartTable(report)];
  const differences = [ablationTable(report), mainEffectTable(report), differenceTable(report)];
  return [
    scoreTable(report),
    ...claims.filter((table) => table !== null),
    ...differences.filter((table) => table !== null),
    variantCostTable(report),
    ...parameterTables(report),
    ...leakTables(report),
    stageCostTable(report),
  ];
}
