/** Store → report. */
import type { Store } from '../store/store.js';
import { ablationsOf, mainEffectsOf } from '../results/ablations.js';
import { askedLines, commandOf } from './words/asked.js';
import { hypothesesOf, withdrawnHypotheses } from '../results/hypotheses.js';
import { allColumns, mainColumns } from '../results/columns.js';
import { comparedOf, marked } from '../results/compared.js';
import { costPoints, stageCosts } from '../results/costs.js';
import { learningRateCurves, lossCurves } from '../results/curves.js';
import { dataHashes, dataMarks, markOf } from '../results/data.js';
import { taskInputs } from './words/inputs.js';
import { scoreNotes } from './words/notes.js';
import { leaksOf } from '../results/overlap.js';
import { parameterGroups } from '../results/parameters.js';
import { provenanceOf, withOrigins } from '../results/origins.js';
import { divergencesOf, environmentLines, failuresOf, runCounts } from '../results/counts.js';
import { scoreRows } from '../results/scores.js';
import type { Column, MainTable, Report, TableRow } from './model.js';
import { readRecorded } from '../results/recorded.js';
import type { Recorded } from '../results/recorded.js';

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
    hypotheses: hypothesesOf(recorded, compared),
    withdrawnHypotheses: withdrawnHypotheses(recorded),
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
