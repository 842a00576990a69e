/** Store → report. */
import type { Store } from '../store/store.js';
import { ablationsOf } from './facts-ablations.js';
import { askedLines, commandOf } from './facts-asked.js';
import { allColumns, mainColumns } from './facts-columns.js';
import { costPoints, stageCosts } from './facts-costs.js';
import { learningRateCurves, lossCurves } from './facts-curves.js';
import { dataHashes, dataMarks, markOf } from './facts-data.js';
import { taskInputs } from './facts-inputs.js';
import { scoreNotes } from './facts-notes.js';
import { parameterGroups } from './facts-parameters.js';
import { environmentLines, failuresOf, runCounts } from './facts-run.js';
import { scoreRows, withoutBest } from './facts-scores.js';
import type { Column, MainTable, Report } from './model.js';
import { readRecorded } from './read-recorded.js';
import type { Recorded } from './read-recorded.js';

/** The report of a recorded experiment. Throws UserError where the store has none of this name. */
export async function buildReport(store: Store, experiment: string): Promise<Report> {
  const recorded = await readRecorded(store, experiment);
  const { name, description, report } = recorded.plan.experiment;
  const table = tableOf(recorded, mainColumns(recorded.plan.experiment));
  const details = tableOf(recorded, allColumns(recorded.plan.experiment));
  const marks = dataMarks(recorded);
  return {
    ...{ name, description, table, marks },
    title: report.title ?? name,
    mark: markOf(marks),
    command: commandOf(recorded),
    asked: askedLines(recorded),
    run: runCounts(recorded),
    details: { ...details, rows: withoutBest(details.rows) },
    ablations: ablationsOf(recorded, table),
    learningRates: learningRateCurves(recorded),
    losses: lossCurves(recorded),
    costs: costPoints(recorded, table),
    parameters: parameterGroups(recorded),
    inputs: taskInputs(recorded),
    stageCosts: stageCosts(recorded),
    failures: failuresOf(recorded),
    environment: environmentLines(recorded),
    dataHashes: dataHashes(recorded),
  };
}

function tableOf(recorded: Recorded, columns: readonly Column[]): MainTable {
  const rows = scoreRows(recorded, columns);
  return { columns, rows, notes: scoreNotes(rows) };
}
