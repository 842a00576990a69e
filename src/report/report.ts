/** The report as data: results, and what is said of them in words. Every table, chart and format is drawn from this alone. */
import { readRecorded } from '../results/recorded.js';
import type { Recorded } from '../results/recorded.js';
import { resultsOf } from '../results/results.js';
import type { Results } from '../results/results.js';
import { printableIn } from '../printable.js';
import type { Store } from '../store/store.js';
import { commandOf } from './words/commands.js';
import { environmentLines } from './words/environment.js';
import { taskInputs } from './words/inputs.js';
import type { TaskInput } from './words/inputs.js';
import type { Line } from './words/line.js';
import { markOf } from './words/marks.js';
import { runLines } from './words/runs.js';
import { setupLines } from './words/setup.js';

export interface Report extends Results {
  /** Name of the experiment. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What runs it again, as one types it. */
  readonly command: string;
  /** What is special about the data, to be put on every table and chart; null: nothing. */
  readonly mark: string | null;
  readonly setup: readonly Line[];
  readonly runLines: readonly Line[];
  /** Machine, program and packages; empty where none was recorded. */
  readonly environment: readonly Line[];
  /** One real example of each task as the model saw it. */
  readonly inputs: readonly TaskInput[];
}

/** The report of a recorded experiment. Throws UserError where the store has none of this name. */
export async function buildReport(store: Store, experiment: string): Promise<Report> {
  return reportOf(await readRecorded(store, experiment));
}

/** Pure: the same results give the same report. Every text in it is printable. */
export function reportOf(recorded: Recorded): Report {
  const { name, description, report } = recorded.plan.experiment;
  const results = resultsOf(recorded);
  return printableIn({
    name,
    title: report.title ?? name,
    description,
    command: commandOf(recorded),
    mark: markOf(results.special),
    setup: setupLines(recorded),
    runLines: runLines(results.run),
    environment: environmentLines(recorded),
    inputs: taskInputs(recorded),
    ...results,
  });
}
