/** What was stated and what came out: a line for each hypothesis, then every comparison that judges it. */
import type { HypothesisPart, HypothesisTime, JudgedHypothesis, Report, Verdict } from '../model.js';
import { pText } from './ablations.js';
import { absentCell, cellOr, plusMinus, textCell } from './cells.js';
import { fixed, grouped, percent, signedPercent } from './numbers.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

type Given = Pick<Report, 'hypotheses' | 'withdrawnHypotheses' | 'mark'>;

const columnsOf = (align: TextColumn['align'], ...headings: readonly string[]): readonly TextColumn[] =>
  headings.map((heading) => ({ heading: [heading], align }));

/** Null: nothing is stated, and nothing ever was. */
export function hypothesisTable({ hypotheses, withdrawnHypotheses, mark }: Given): TextTable | null {
  if (hypotheses.length === 0 && withdrawnHypotheses.length === 0) return null;
  return {
    title: 'Hypotheses',
    columns: columnsOf('left', 'Name', 'Hypothesis', 'Verdict', 'What decides', 'Written'),
    groups: [hypotheses.map(rowOf)],
    notes: notesOf({ hypotheses, withdrawnHypotheses }),
    mark,
  };
}

const rowOf = (judged: JudgedHypothesis): TextRow => [
  textCell(judged.name),
  textCell(judged.hypothesis),
  textCell(VERDICTS[judged.verdict], ['supported', 'refuted'].includes(judged.verdict)),
  textCell(decisiveText(judged)),
  textCell(timeText(judged.written)),
];

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  supported: 'supported',
  refuted: 'refuted',
  undecided: 'undecided',
  untested: 'not tested here',
};

/** The numbers of a single part, else which parts hold; why, where nothing is tested. */
export function decisiveText({ verdict, reason, parts }: JudgedHypothesis): string {
  if (verdict === 'untested') return reason ?? '';
  if (parts.length === 0) return 'There is nothing to compare.';
  if (parts.length === 1) return partText(parts[0]);
  const of = (state: HypothesisPart['state']): readonly HypothesisPart[] =>
    parts.filter((part) => part.state === state);
  const [holding, contrary, open] = [of('holds'), of('contrary'), of('open')];
  return [
    `${holding.length} of ${parts.length} comparisons hold`,
    ...(contrary.length === 0 ? [] : [`the contrary is shown for ${namesOf(contrary, parts)}`]),
    ...(open.length === 0 || open.length === parts.length ? [] : [`open: ${namesOf(open, parts)}`]),
    ...absences(open),
  ].join('; ');
}

const partText = (part: HypothesisPart): string =>
  [
    `${capital(part.column)}: ${differenceWords(part)}, expected ${expectedText(part)}`,
    part.adjustedP === null ? part.absent : `p corrected ${pText(part.adjustedP)}`,
    ...(part.state === 'open' && part.detectable !== null
      ? [`detectable ${amountText(part.detectable, part)}`]
      : []),
  ].join('; ');

const differenceWords = (part: HypothesisPart): string => {
  const text = differenceText(part);
  return text === null ? 'no difference yet' : `difference ${text}`;
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const absences = (parts: readonly HypothesisPart[]): readonly string[] => [
  ...new Set(parts.flatMap(({ absent }) => absent ?? [])),
];

const MOST_NAMED = 6;

/** By what tells them apart. */
function namesOf(some: readonly HypothesisPart[], all: readonly HypothesisPart[]): string {
  const isOne = (of: (part: HypothesisPart) => string): boolean => new Set(all.map(of)).size === 1;
  const nameOf = (part: HypothesisPart): string => {
    if (isOne(({ comparison }) => comparison)) return part.column;
    return isOne(({ column }) => column) ? part.comparison : `${part.comparison} on ${part.column}`;
  };
  const rest = some.length - MOST_NAMED;
  return [...some.slice(0, MOST_NAMED).map(nameOf), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** "before the first result", "after 12 of 33 results", with the day; the day alone where no result matters. */
export function timeText({ at, existing, results }: HypothesisTime): string {
  if (at === null) return 'not recorded';
  const day = at.slice(0, 10);
  if (results === 0) return day;
  return existing === 0
    ? `before the first result, ${day}`
    : `after ${existing} of ${results} results, ${day}`;
}

function notesOf({ hypotheses, withdrawnHypotheses }: Omit<Given, 'mark'>): readonly string[] {
  const tested = hypotheses.flatMap(({ parts }) => parts).filter(({ p }) => p !== null).length;
  return [
    'Supported: every comparison holds. Refuted: for one of them the contrary is shown. Undecided: neither is.',
    ...(tested === 0
      ? []
      : [
          'A comparison is tested with seeds as blocks and examples as pairs: at its bound, two-sided; within two bounds by ' +
            `two one-sided tests. The ${tested} ${tested === 1 ? 'test' : 'tests'} of these hypotheses are corrected together (Holm, 5 %).`,
        ]),
    'Written: when the hypothesis was first saved, against the start of the trainings and evaluations that judge it (“results”); ' +
      'an edited hypothesis is a new one.',
    ...withdrawnHypotheses.map(
      ({ hypothesis, at }) =>
        `Once in the file of this experiment and no more: “${hypothesis}”, written ${at.slice(0, 10)}.`,
    ),
  ];
}

/** Null: nothing is compared. */
export function hypothesisPartTable({ hypotheses, mark }: Given): TextTable | null {
  const groups = hypotheses.map(({ name, parts }) => parts.map((part) => partRow(name, part)));
  if (groups.flat().length === 0) return null;
  const compared = hypotheses.filter(({ parts }) => parts.length > 0);
  return {
    title: 'Every comparison that judges a hypothesis',
    columns: [
      ...columnsOf('left', 'Hypothesis', 'Comparison', 'Column', 'Expected', 'Shown'),
      ...columnsOf('right', 'Difference', 'n', 'p', 'p, corrected', 'Detectable'),
    ],
    groups: groups.filter((rows) => rows.length > 0),
    notes: [
      ...compared.map(({ name, expectation }) => `${name} is judged by: ${expectation}.`),
      'Differences of scores in percentage points, of losses in nats a token; ± is half the 95 % interval. p is for or ' +
        'against, whichever the difference speaks for. Detectable: what would have been told from 0 at 5 % with a chance of ' +
        '80 %, before correction.',
    ],
    mark,
  };
}

const SHOWN: Readonly<Record<HypothesisPart['state'], string>> = {
  holds: 'holds',
  contrary: 'contrary',
  open: 'open',
};

function partRow(name: string, part: HypothesisPart): TextRow {
  const { comparison, column, n, p, adjustedP, detectable, state } = part;
  const reason = part.absent ?? 'not tested';
  const difference = differenceText(part);
  return [
    ...[name, comparison, column, expectedText(part), SHOWN[state]].map((text) => textCell(text)),
    difference === null ? absentCell(reason) : textCell(difference, state !== 'open'),
    textCell(String(n)),
    ...[p, adjustedP].map((value): TextCell => cellOr(value, pText, reason)),
    cellOr(detectable, (value) => amountText(value, part), reason),
  ];
}

/** Digits of a difference of losses. */
const NATS = 3;

const amountText = (value: number, { unit }: HypothesisPart): string =>
  unit === 'nats' ? fixed(value, NATS) : percent(value);

/** "+1.3 ± 0.4", "−0.120 ± 0.034", "0"; null: absent. */
function differenceText({ difference, interval, unit }: HypothesisPart): string | null {
  if (difference === null) return null;
  if (unit === 'parameters') return signed(difference, grouped(difference));
  if (unit === 'share') return `${signedPercent(difference)}${plusMinus(interval)}`;
  const spread = interval === null ? '' : ` ± ${fixed(interval.halfWidth, NATS)}`;
  return `${signed(difference, fixed(difference, NATS))}${spread}`;
}

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

/** "above 0", "below −0.1", "−1 to +1", "exactly 0". */
function expectedText({ expected: { low, high }, unit }: HypothesisPart): string {
  const bound = (value: number): string => {
    const scaled = Number((unit === 'share' ? 100 * value : value).toPrecision(12));
    return scaled < 0 ? `−${-scaled}` : String(scaled);
  };
  if (low !== null && high !== null)
    return low === high ? `exactly ${bound(low)}` : `${bound(low)} to +${bound(high)}`;
  return low === null ? `below ${bound(high ?? 0)}` : `above ${bound(low)}`;
}
