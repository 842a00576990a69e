/** What was expected and what came out: a line for each hypothesis, then every comparison that tests it. */
import type { JudgedHypothesis } from '../../results/hypotheses.js';
import type { HypothesisPart } from '../../results/hypothesis-parts.js';
import type { Report } from '../report.js';
import { NO_TEST } from '../words/absences.js';
import { differenceUnit } from '../words/columns.js';
import { amountText, boundsText, comparisonText, decisiveText, differenceText } from '../words/hypotheses.js';
import { expectedOf, partColumn, timeText, VERDICTS } from '../words/hypotheses.js';
import { pText } from '../words/numbers.js';
import { absenceNotes, absentCell, cellOr, textCell } from './cells.js';
import type { TextColumn, TextRow, TextTable } from './table.js';

type Given = Pick<Report, 'hypotheses' | 'withdrawnHypotheses' | 'mark'>;

const columnsOf = (align: TextColumn['align'], headings: readonly string[]): readonly TextColumn[] =>
  headings.map((heading) => ({ heading: [heading], align }));

/** Null: the experiment declares none, and never did. */
export function hypothesisTable({ hypotheses, withdrawnHypotheses, mark }: Given): TextTable | null {
  if (hypotheses.length === 0 && withdrawnHypotheses.length === 0) return null;
  return {
    title: 'Pre-registered hypotheses',
    columns: columnsOf('left', ['Name', 'Hypothesis', 'Verdict', 'Evidence', 'Registered']),
    groups: [hypotheses.map(rowOf)],
    notes: notesOf({ hypotheses, withdrawnHypotheses }),
    mark,
  };
}

const rowOf = (judged: JudgedHypothesis): TextRow => [
  textCell(judged.name),
  textCell(judged.declared.hypothesis),
  textCell(VERDICTS[judged.verdict], ['supported', 'refuted'].includes(judged.verdict)),
  textCell(decisiveText(judged)),
  textCell(timeText(judged.written)),
];

function notesOf({ hypotheses, withdrawnHypotheses }: Omit<Given, 'mark'>): readonly string[] {
  const tested = hypotheses.flatMap(({ parts }) => parts).filter(({ p }) => p !== null).length;
  const tests = tested === 1 ? 'the one test of the hypotheses' : `the ${tested} tests of all hypotheses`;
  const how =
    'A comparison is tested with seeds as blocks and examples as pairs: at its bound, two-sided; within two bounds by ' +
    `two one-sided tests. Holm correction over ${tests}, 5 %.`;
  return [
    'Supported: every comparison holds. Refuted: the opposite is shown for at least one. Undecided: neither.',
    ...(tested === 0 ? [] : [how]),
    'Registered: when the hypothesis was first saved, relative to the start of the trainings and evaluations on ' +
      'which it is tested (“results”); an edited hypothesis is a new one.',
    ...withdrawnHypotheses.map(
      ({ hypothesis, at }) =>
        `Withdrawn from the experiment's file: “${hypothesis}”, registered ${at.slice(0, 10)}.`,
    ),
  ];
}

/** Null: nothing is compared. */
export function hypothesisPartTable({
  hypotheses,
  table,
  mark,
}: Given & Pick<Report, 'table'>): TextTable | null {
  const compared = hypotheses.filter(({ parts }) => parts.length > 0);
  if (compared.length === 0) return null;
  const groups = compared.map(({ name, parts }) => parts.map((part) => partRow(name, part)));
  return {
    title: 'Comparisons that test the hypotheses',
    columns: [
      ...columnsOf('left', ['Hypothesis', 'Comparison', 'Column', 'Expected', 'Outcome']),
      ...columnsOf('right', ['Difference', 'n', 'p', 'p (Holm)']),
      { heading: ['Minimum detectable', 'effect (80 % power)'], align: 'right' },
    ],
    groups,
    notes: [
      ...compared.map((judged) => `${judged.name} is tested by: ${expectedOf(judged)}.`),
      `Differences of scores in ${differenceUnit(table.columns)}, of losses in nats per token; ± is half the 95 % confidence interval. ` +
        'p is for or against the expectation, whichever the difference favours. Minimum detectable effect: the difference ' +
        'from 0 that would be found at 5 % with 80 % power, before correction.',
      ...absenceNotes(groups),
    ],
    mark,
  };
}

const OUTCOMES: Readonly<Record<HypothesisPart['state'], string>> = {
  holds: 'holds',
  contrary: 'contradicted',
  open: 'open',
};

function partRow(name: string, part: HypothesisPart): TextRow {
  const { n, p, adjustedP, minimumDetectableEffect, state, absent } = part;
  const reason = absent === null ? 'not tested' : NO_TEST[absent];
  const difference = differenceText(part);
  return [
    textCell(name),
    textCell(comparisonText(part)),
    textCell(partColumn(part)),
    textCell(boundsText(part)),
    textCell(OUTCOMES[state]),
    difference === null ? absentCell(reason) : textCell(difference, state !== 'open'),
    textCell(String(n)),
    cellOr(p, pText, reason),
    cellOr(adjustedP, pText, reason),
    cellOr(minimumDetectableEffect, (value) => amountText(value, part), reason),
  ];
}
