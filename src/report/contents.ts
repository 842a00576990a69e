/** The page as data: sections of blocks in order. HTML and PDF draw the same blocks, each in its own markup. */
import type { Chart, Charts } from './charts/index.js';
import type { Line, Report, TaskInput } from './model.js';
import { ablationTable, differenceTable, mainEffectTable } from './tables/ablations.js';
import { hypothesisPartTable, hypothesisTable } from './tables/hypotheses.js';
import { stageCostTable, variantCostTable } from './tables/costs.js';
import { copyWarnings, leakTables } from './tables/overlap.js';
import { parameterTables } from './tables/parameters.js';
import { dataTable, failureTable, runTable } from './tables/records.js';
import { scoreTable } from './tables/scores.js';
import type { TextTable } from './tables/table.js';

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

export function contentsOf(report: Report, charts: Charts): readonly Section[] {
  return [
    section('asked', 'What was asked', [lines(report.asked)]),
    section('run', 'What was run', [...incomplete(report), lines(report.run.lines)]),
    section('scores', 'How good each variant is', [
      text(LEADS),
      table(scoreTable(report)),
      chart(charts.scores),
    ]),
    ...hypotheses(report),
    section('differences', 'What each factor changes', [
      ...tables(ablationTable(report)),
      chart(charts.ablations),
      ...tables(mainEffectTable(report)),
      ...appendix(differenceTable(report)),
    ]),
    section('learning-rates', 'Learning rates', [chart(charts['learning-rates'])]),
    section('losses', 'Pre-training loss', [chart(charts.losses)]),
    section('costs', 'Score against cost', [chart(charts.costs), table(variantCostTable(report))]),
    section('parameters', 'Parameters by number of heads', parameterTables(report).map(table)),
    section('inputs', 'What the model reads', inputs(report)),
    section('leaks', 'Leaks', leaks(report)),
    section('stage-costs', 'Costs, estimated and measured', [table(stageCostTable(report))]),
    section('failures', 'Failures', orText(tables(failureTable(report)), 'No stage failed.')),
    section('environment', 'Environment', orText(environment(report), 'No run has been recorded.')),
    section('data', 'Data behind the numbers', [table(dataTable(report))]),
    section('runs', 'Every run', [{ kind: 'appendix', table: runTable(report) }]),
    section('origins', 'Where each number comes from', [{ kind: 'origins', report }]),
    section('regenerate', 'How to regenerate this report', regenerate(report)),
  ];
}

const LEADS =
  'Each number leads to its runs: on a screen by a click, on paper by its footnote in “Where each number comes from”.';

const section = (id: string, title: string, blocks: readonly Block[]): Section => ({ id, title, blocks });
const text = (content: string): Block => ({ kind: 'text', text: content });
const lines = (content: readonly Line[]): Block => ({ kind: 'lines', lines: content });
const table = (content: TextTable): Block => ({ kind: 'table', table: content });
const appendix = (content: TextTable | null): Block[] =>
  content === null ? [] : [{ kind: 'appendix', table: content }];
const tables = (content: TextTable | null): Block[] => (content === null ? [] : [table(content)]);
const chart = (content: Chart): Block => ({ kind: 'chart', chart: content });
const command = (content: string): Block => ({ kind: 'command', command: content });

const orText = (blocks: readonly Block[], instead: string): readonly Block[] =>
  blocks.length === 0 ? [text(instead)] : blocks;

/** Left out where nothing is stated. */
function hypotheses(report: Report): Section[] {
  const summary = hypothesisTable(report);
  if (summary === null) return [];
  return [
    section('hypotheses', 'What was stated', [table(summary), ...appendix(hypothesisPartTable(report))]),
  ];
}

function incomplete({ run: { trials } }: Report): Block[] {
  const { total, done, failed, diverged, missing } = trials;
  if (done === total) return [];
  const warning = `Incomplete: of ${total} trials ${done} are done, ${failed} failed, ${diverged} diverged and ${missing} are missing.`;
  return [{ kind: 'warning', text: warning }];
}

const environment = ({ environment: facts }: Report): Block[] => (facts.length === 0 ? [] : [lines(facts)]);

function inputs({ inputs: all }: Report): readonly Block[] {
  if (all.length === 0) return [text('No evaluation has recorded an example yet.')];
  const how =
    'One real example of each task, as the tokens that the model saw. Pieces of one word touch; symbols that no text ' +
    'contains are set apart.';
  return [text(how), ...all.map((input): Block => ({ kind: 'input', input }))];
}

function leaks(report: Report): readonly Block[] {
  const { counts, splits } = report.leaks;
  if (counts.planned === 0)
    return [
      text('Nothing was looked for when this experiment ran; running it again looks, and trains nothing.'),
    ];
  const missing: Block[] =
    counts.missing === 0
      ? []
      : [
          {
            kind: 'warning',
            text: `Of ${counts.planned} searches for overlap ${counts.missing} are not done.`,
          },
        ];
  const copies = copyWarnings(report.leaks).map((warning): Block => ({ kind: 'warning', text: warning }));
  const isClean = splits.every(({ overlapping }) => overlapping.corpus + overlapping.train === 0);
  const clean =
    isClean && splits.length > 0 ? [text('No evaluated item overlaps with what was trained on.')] : [];
  return [...missing, ...copies, ...clean, ...leakTables(report).map(table)];
}

function regenerate({ name, command: run, mark }: Report): readonly Block[] {
  return [
    text('The experiment’s file, the code at the commit above and the data above give these numbers:'),
    command(run),
    text('It runs only what is not stored yet, and writes this report. From stored results alone:'),
    command(`reprise report ${name}`),
    ...(mark === null ? [] : [text(`For all tables and charts above: ${mark}`)]),
  ];
}
