/** Store → report. */
import type { Store } from '../store/store.js';
import { ablationsOf, mainEffectsOf } from './facts-ablations.js';
import { askedLines, commandOf } from './facts-asked.js';
import { claimsOf, withdrawnClaims } from './facts-claims.js';
import { allColumns, mainColumns } from './facts-columns.js';
import { comparedOf, marked } from './facts-compared.js';
import { costPoints, stageCosts } from './facts-costs.js';
import { learningRateCurves, lossCurves } from './facts-curves.js';
import { dataHashes, dataMarks, markOf } from './facts-data.js';
import { taskInputs } from './facts-inputs.js';
import { scoreNotes } from './facts-notes.js';
import { leaksOf } from './facts-overlap.js';
import { parameterGroups } from './facts-parameters.js';
import { provenanceOf, withOrigins } from './facts-provenance.js';
import { divergencesOf, environmentLines, failuresOf, runCounts } from './facts-run.js';
import { scoreRows } from './facts-scores.js';
import type { Column, MainTable, Report, TableRow } from './model.js';
import { readRecorded } from './read-recorded.js';
import type { Recorded } from './read-recorded.js';

/** The report of a recorded experiment. Throws UserError where the store has none of this name. */
export async function buildReport(store: Store, experiment: string): Promise<Report> {
  return reportOf(await readRecorded(store, experiment));
}

/** Pure: the same results give the same report. */
export function reportOf(recorded: Recorded): Report {
  const { name, description, report } = recorded.plan.experiment;
  const columns = mainColumns(recorded.plan.experiment);
  const rows = scoreRows(recorded, columns);
  const compared = comparedOf(recorded, { columns, rows });
  const provenance = provenanceOf(recorded, { columns, rows });
  const found = withOrigins({ columns, rows: marked(rows, compared) }, provenance.origins);
  const table = tableOf(recorded, columns, found);
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
    claims: claimsOf(recorded, compared),
    withdrawnClaims: withdrawnClaims(recorded),
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
    provenance,
  };
}

function detailsOf(recorded: Recorded): MainTable {
  const columns = allColumns(recorded.plan.experiment);
  return tableOf(recorded, columns, scoreRows(recorded, columns));
}

const tableOf = (recorded: Recorded, columns: readonly Column[], rows: readonly TableRow[]): MainTable => ({
  columns,
  rows,
  notes: scoreNotes(rows, divergencesOf(recorded)),
});
