/** Hypotheses in words: verdict, what decides, when it was written. */
import { expectationText, levelText } from '../../experiment/hypothesis-words.js';
import type { JudgedHypothesis, Untested, Verdict } from '../../results/hypotheses.js';
import type { HypothesisPart } from '../../results/hypothesis-parts.js';
import type { HypothesisTime } from '../../results/hypothesis-times.js';
import { MEAN } from '../../results/means.js';
import { TASKS } from '../../tasks/index.js';
import { NO_TEST } from './absences.js';
import { fixed, grouped, percent, plusMinus, pText, signedPercent } from './numbers.js';

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  supported: 'supported',
  refuted: 'refuted',
  undecided: 'undecided',
  untested: 'not tested here',
};

/** What the results must show, e.g. "finetune.initFrom: pretraining better than scratch, on each task". */
export const expectedOf = ({ declared }: JudgedHypothesis): string => expectationText(declared);

export function untestedText(untested: Untested, { declared }: Pick<JudgedHypothesis, 'declared'>): string {
  switch (untested.why) {
    case 'declared':
      return declared.reason ?? '';
    case 'tasks':
      return `Not evaluated here: ${untested.tasks.map((task) => TASKS[task].title).join(', ')}.`;
    case 'variants':
      return 'Not all of the variants that it compares are in this experiment.';
  }
}

/** The numbers of a single part, else which parts hold; why, where nothing is tested. */
export function decisiveText(judged: JudgedHypothesis): string {
  const { untested, parts } = judged;
  if (untested !== null) return untestedText(untested, judged);
  const [first] = parts;
  if (first === undefined) return 'There is nothing to compare.';
  if (parts.length === 1) return partText(first);
  const of = (state: HypothesisPart['state']): readonly HypothesisPart[] =>
    parts.filter((part) => part.state === state);
  const [contrary, open] = [of('contrary'), of('open')];
  return [
    `${of('holds').length} of ${parts.length} comparisons hold`,
    ...(contrary.length === 0 ? [] : [`contradicted: ${namesOf(contrary, parts)}`]),
    ...(open.length === 0 || open.length === parts.length ? [] : [`open: ${namesOf(open, parts)}`]),
    ...new Set(open.flatMap(({ absent }) => (absent === null ? [] : [NO_TEST[absent]]))),
  ].join('; ');
}

function partText(part: HypothesisPart): string {
  const { absent, adjustedP, minimumDetectableEffect, state } = part;
  const difference = differenceText(part);
  return [
    `${capital(partColumn(part))}: ${difference === null ? 'no difference yet' : `difference ${difference}`}, expected ${boundsText(part)}`,
    ...(adjustedP === null ? [] : [`p (Holm) ${pText(adjustedP)}`]),
    ...(absent === null ? [] : [NO_TEST[absent]]),
    ...(state === 'open' && minimumDetectableEffect !== null
      ? [`minimum detectable effect ${amountText(minimumDetectableEffect, part)}`]
      : []),
  ].join('; ');
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** "2 vs. 4". */
export const comparisonText = ({ level, reference }: HypothesisPart): string =>
  `${levelText(level)} vs. ${levelText(reference)}`;

export const partColumn = ({ column }: HypothesisPart): string => COLUMNS[column] ?? column;

/** Of what is no column of the main table. */
const COLUMNS: Readonly<Record<string, string>> = {
  loss: 'held-out loss',
  extrapolation: 'rise of the held-out loss',
  [MEAN]: 'mean over tasks',
};

const MOST_NAMED = 6;

/** By what tells them apart. */
function namesOf(some: readonly HypothesisPart[], all: readonly HypothesisPart[]): string {
  const isOne = (of: (part: HypothesisPart) => string): boolean => new Set(all.map(of)).size === 1;
  const nameOf = (part: HypothesisPart): string => {
    if (isOne(comparisonText)) return partColumn(part);
    return isOne(partColumn) ? comparisonText(part) : `${comparisonText(part)} on ${partColumn(part)}`;
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

/** Digits of a difference of losses. */
const NATS = 3;

export const amountText = (value: number, { unit }: HypothesisPart): string =>
  unit === 'nats' ? fixed(value, NATS) : percent(value);

/** "+1.3 ± 0.4", "−0.120 ± 0.034", "0"; null: absent. */
export function differenceText({ difference, interval, unit }: HypothesisPart): string | null {
  if (difference === null) return null;
  if (unit === 'parameters') return signed(difference, grouped(difference));
  if (unit === 'share') return `${signedPercent(difference)}${plusMinus(interval)}`;
  const spread = plusMinus(interval, (half) => fixed(half, NATS));
  return `${signed(difference, fixed(difference, NATS))}${spread}`;
}

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

/** "above 0", "below −0.1", "−1 to +1", "exactly 0". */
export function boundsText({ expected: { low, high }, unit }: HypothesisPart): string {
  const bound = (value: number): string => {
    const scaled = Number((unit === 'share' ? 100 * value : value).toPrecision(12));
    return scaled < 0 ? `−${-scaled}` : String(scaled);
  };
  if (low !== null && high !== null)
    return low === high ? `exactly ${bound(low)}` : `${bound(low)} to +${bound(high)}`;
  return low === null ? `below ${bound(high ?? 0)}` : `above ${bound(low)}`;
}
