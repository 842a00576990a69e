/** The page as data: sections of blocks in order. HTML and PDF draw the same blocks, each in its own markup. */
import { noCharts } from './charts/canvas.js';
import type { Chart, Charts } from './charts/index.js';
import type { Report } from './report.js';
import { benchmarkTables, partsTable } from './tables/aggregates.js';
import { ablationTable, differenceTable, mainEffectTable } from './tables/ablations.js';
import { stageCostTable, variantCostTable } from './tables/costs.js';
import { expectedTable } from './tables/expected.js';
import { hypothesisPartTable, hypothesisTable } from './tables/hypotheses.js';
import { heldoutTable } from './tables/heldout.js';
import { copyWarnings, overlapTables } from './tables/overlap.js';
import { lengthTable } from './tables/lengths.js';
import { parameterTables } from './tables/parameters.js';
import { dataTable, degenerateTable, failureTable, runTable } from './tables/records.js';
import { scoreTable } from './tables/scores.js';
import type { TextTable } from './tables/table.js';
import { findingLines } from './words/findings.js';
import type { TaskInput } from './words/inputs.js';
import type { Line } from './words/line.js';
import { incompleteText } from './words/runs.js';

export interface Section {
  /** For links: letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'table'; readonly table: TextTable }
  /** For those who look closer. */
  | { readonly kind: 'appendix'; readonly table: TextTable }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'input'; readonly input: TaskInput }
  /** Where each number comes from: what links and footnotes of the main table lead to. */
  | { readonly kind: 'origins'; readonly report: Report };

/** A section that has nothing to say, such as heads of a family without any, is left out. */
export const contentsOf = (report: Report, charts: Charts): readonly Section[] =>
  [...findings(report, charts), ...analyses(report, charts), ...records(report)].filter(
    ({ blocks }) => blocks.length > 0,
  );

const findings = (report: Report, charts: Charts): readonly Section[] => [
  section('findings', 'Findings', [...incomplete(report), ...undrawn(), ...found(report)]),
  section('results', 'Results', [
    text(LEADS),
    table(scoreTable(report)),
    ...tables(expectedTable(report)),
    ...tables(partsTable(report)),
    ...benchmarkTables(report).map(table),
    chart(charts.scores),
  ]),
  ...hypotheses(report),
  section('ablations', 'Ablations', [
    ...tables(ablationTable(report)),
    chart(charts.ablations),
    ...(report.levels.length === 0 ? [] : [chart(charts.levels)]),
    ...tables(mainEffectTable(report)),
    ...appendix(differenceTable(report)),
  ]),
];

const analyses = (report: Report, charts: Charts): readonly Section[] => [
  section('learning-rates', 'Learning-rate schedules', [chart(charts['learning-rates'])]),
  section('losses', 'Pre-training loss', [chart(charts.losses), ...tables(heldoutTable(report))]),
  section('score-curves', 'Zero-shot score by pre-training step', scoreCurves(report, charts)),
  ...lengths(report, charts),
  section('costs', 'Score and compute', [chart(charts.costs), table(variantCostTable(report))]),
  section('parameters', 'Parameters by number of heads', parameterTables(report).map(table)),
  section('inputs', 'Model inputs', inputs(report)),
  section('overlap', 'Train–test overlap', overlap(report)),
];

const records = (report: Report): readonly Section[] => [
  section('setup', 'Setup', [lines(report.setup)]),
  section('status', 'Completed runs', [lines(report.runLines)]),
  section('stage-costs', 'Compute, estimated and measured', [table(stageCostTable(report))]),
  section('failures', 'Failures and warnings', [
    ...orText(tables(failureTable(report)), 'No stage failed.'),
    ...tables(degenerateTable(report)),
  ]),
  section('environment', 'Environment', orText(environment(report), 'No run has been recorded.')),
  section('data', 'Data', [table(dataTable(report))]),
  section('runs', 'All runs', [{ kind: 'appendix', table: runTable(report) }]),
  section('origins', 'Provenance of each number', [{ kind: 'origins', report }]),
  section('reproduce', 'Reproducing this report', reproduce(report)),
];

const LEADS =
  'Each number leads to its runs: on screen by its link, on paper by its footnote in “Provenance of each number”.';

const section = (id: string, title: string, blocks: readonly Block[]): Section => ({ id, title, blocks });
const text = (content: string): Block => ({ kind: 'text', text: content });
const warning = (content: string): Block => ({ kind: 'warning', text: content });
const lines = (content: readonly Line[]): Block => ({ kind: 'lines', lines: content });
const table = (content: TextTable): Block => ({ kind: 'table', table: content });
const appendix = (content: TextTable | null): Block[] =>
  content === null ? [] : [{ kind: 'appendix', table: content }];
const tables = (content: TextTable | null): Block[] => (content === null ? [] : [table(content)]);
const chart = (content: Chart): Block => ({ kind: 'chart', chart: content });
const command = (content: string): Block => ({ kind: 'command', command: content });

const orText = (blocks: readonly Block[], instead: string): readonly Block[] =>
  blocks.length === 0 ? [text(instead)] : blocks;

/** Left out where no loss was measured beyond the trained length. */
function lengths(report: Report, charts: Charts): Section[] {
  const losses = lengthTable(report);
  if (losses === null) return [];
  return [section('lengths', 'Beyond the trained length', [chart(charts.lengths), table(losses)])];
}

/** Left out where none is declared. */
function hypotheses(report: Report): Section[] {
  const summary = hypothesisTable(report);
  if (summary === null) return [];
  const blocks = [table(summary), ...appendix(hypothesisPartTable(report))];
  return [section('hypotheses', 'Pre-registered hypotheses', blocks)];
}

function found(report: Report): Block[] {
  const findings = findingLines(report);
  return findings.length === 0 ? [] : [lines(findings)];
}

/** That this report lacks its charts, where the machine cannot draw them. */
function undrawn(): Block[] {
  const reason = noCharts();
  return reason === null ? [] : [warning(`This report has no charts: ${reason}`)];
}

function incomplete({ run }: Report): Block[] {
  const sentence = incompleteText(run.trials);
  return sentence === null ? [] : [warning(sentence)];
}

/** Left out where no weights were evaluated but the last. */
const scoreCurves = (report: Report, charts: Charts): readonly Block[] =>
  report.scoreCurves.length === 0 ? [] : [chart(charts['score-curves'])];

const environment = ({ environment: all }: Report): Block[] => (all.length === 0 ? [] : [lines(all)]);

function inputs({ inputs: all }: Report): readonly Block[] {
  if (all.length === 0) return [text('No evaluation has recorded an example yet.')];
  const how =
    'One real example of each task, as the tokens that the model saw. Sub-word tokens of one word touch; symbols that ' +
    'no text contains are highlighted.';
  return [text(how), ...all.map((input): Block => ({ kind: 'input', input }))];
}

function overlap(report: Report): readonly Block[] {
  const { counts, splits } = report.overlaps;
  if (counts.planned === 0)
    return [
      text(
        'Overlap was not searched when this experiment ran; running it again searches, and trains nothing.',
      ),
    ];
  const missing = `${counts.missing} of ${counts.planned} searches for overlap are not done.`;
  const isClean = splits.every(
    ({ overlapping }) => (overlapping.corpus ?? 0) + (overlapping.train ?? 0) === 0,
  );
  return [
    ...(counts.missing === 0 ? [] : [warning(missing)]),
    ...copyWarnings(report.overlaps).map(warning),
    ...(isClean && splits.length > 0 ? [text('No evaluation example overlaps with the training data.')] : []),
    ...overlapTables(report).map(table),
  ];
}

function reproduce({ name, command: run, mark }: Report): readonly Block[] {
  return [
    text('The experiment’s file, the code at the commit above and the data above give these numbers:'),
    command(run),
    text('It runs only what is not stored yet, and writes this report. From stored results alone:'),
    command(`reprise report ${name}`),
    ...(mark === null ? [] : [text(`For all tables and charts above: ${mark}`)]),
  ];
}
