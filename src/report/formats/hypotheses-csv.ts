/** Hypotheses → CSV: one line for each comparison of each hypothesis; a hypothesis without any has one line. */
import { stringify } from 'csv-stringify/sync';
import type { HypothesisPart, JudgedHypothesis, Report } from '../model.js';

type Value = string | number;

const HEADER = [
  ...[
    'hypothesis',
    'sentence',
    'expectation',
    'verdict',
    'reason',
    'written_at',
    'results_before',
    'results',
  ],
  ...['comparison', 'column', 'unit', 'expected_low', 'expected_high', 'n', 'difference', 'low', 'high'],
  ...['p', 'p_corrected', 'detectable', 'state', 'absent', 'data'],
];

/** Shares of 1, nats a token and counts in full precision; an empty field is an absent value. */
export function renderHypothesesCsv({ hypotheses, mark }: Pick<Report, 'hypotheses' | 'mark'>): string {
  const blank: Value[] = HEADER.slice(hypothesisFields.length, -1).map(() => '');
  const lines = hypotheses.flatMap((judged) => {
    const own = hypothesisFields.map((field) => field(judged));
    const parts = judged.parts.length === 0 ? [blank] : judged.parts.map(partFields);
    return parts.map((fields) => [...own, ...fields, mark ?? '']);
  });
  return stringify([HEADER, ...lines], { escape_formulas: true });
}

const hypothesisFields: readonly ((judged: JudgedHypothesis) => Value)[] = [
  ({ name }) => name,
  ({ hypothesis }) => hypothesis,
  ({ expectation }) => expectation,
  ({ verdict }) => verdict,
  ({ reason }) => reason ?? '',
  ({ written }) => written.at ?? '',
  ({ written }) => (written.at === null ? '' : written.existing),
  ({ written }) => written.results,
];

function partFields(part: HypothesisPart): Value[] {
  const { comparison, column, unit, expected, n, difference, interval, p, adjustedP, detectable } = part;
  return [
    ...[comparison, column, unit, expected.low ?? '', expected.high ?? '', n, difference ?? ''],
    ...[interval?.low ?? '', interval?.high ?? '', p ?? '', adjustedP ?? '', detectable ?? ''],
    ...[part.state, part.absent ?? ''],
  ];
}
