/** Store → report. */
import type { Store } from '../store/store.js';
import { ablationsOf, mainEffectsOf } from './facts-ablations.js';
import { askedLines, commandOf } from './facts-asked.js';
import { allColumns, mainColumns } from './facts-columns.js';
import { comparedOf, marked } from './facts-compared.js';
import { costPoints, stageCosts } from './facts-costs.js';
import { learningRateCurves, lossCurves } from './facts-curves.js';
import { dataHashes, dataMarks, markOf } from './facts-data.js';
import { taskInputs } from './facts-inputs.js';
import { scoreNotes } from './facts-notes.js';
import { leaksOf } from './facts-overlap.js';
import { parameterGroups } from './facts-parameters.js';
import { environmentLines, failuresOf, runCounts } from './facts-run.js';
import { scoreRows } from './facts-scores.js';
import type { Column, MainTable, Report, TableRow } from './model.js';
import { readRecorded } from './read-recorded.js';
import type { Recorded } from './read-recorded.js';

/** The report of a recorded experiment. Throws UserError where the store has none of this name. */
export async function buildReport(store: Store, experiment: string): Promise<Report> {
  const recorded = await readRecorded(store, experiment);
  const { name, description, report } = recorded.plan.experiment;
  const columns = mainColumns(recorded.plan.experiment);
  const rows = scoreRows(recorded, columns);
  const compared = comparedOf(recorded, { columns, rows });
  const table = tableOf(columns, marked(rows, compared));
  const marks = dataMarks(recorded);
  return {
    ...{ name, description, table, marks },
    title: report.title ?? name,
    mark: markOf(marks),
    command: commandOf(recorded),
    asked: askedLines(recorded),
    run: runCounts(recorded),
    details: detailsOf(recorded),
    ablations: ablationsOf(recorded, compared),
    mainEffects: mainEffectsOf(recorded, compared),
    learningRates: learningRateCurves(recorded),
    losses: lossCurves(recorded),
    costs: costPoints(recorded, table),
    parameters: parameterGroups(recorded),
    inputs: taskInputs(recorded),
    leaks: leaksOf(recorded),
    stageCosts: stageCosts(recorded),
    failures: failuresOf(recorded),
    environment: environmentLines(recorded),
    dataHashes: dataHashes(recorded),
  };
}

function detailsOf(recorded: Recorded): MainTable {
  const columns = allColumns(recorded.plan.experiment);
  return tableOf(columns, scoreRows(recorded, columns));
}

const tableOf = (columns: readonly Column[], rows: readonly TableRow[]): MainTable => ({
  columns,
  rows,
  notes: scoreNotes(rows),
});
