/** Claims → CSV: one line for each comparison of each claim; a claim without any has one line. */
import { stringify } from 'csv-stringify/sync';
import type { ClaimPart, JudgedClaim, Report } from '../model.js';

type Value = string | number;

const HEADER = [
  ...['claim', 'sentence', 'expectation', 'verdict', 'reason', 'written_at', 'results_before', 'results'],
  ...['comparison', 'column', 'unit', 'expected_low', 'expected_high', 'n', 'difference', 'low', 'high'],
  ...['p', 'p_corrected', 'detectable', 'state', 'absent', 'data'],
];

/** Shares of 1, nats a token and counts in full precision; an empty field is an absent value. */
export function renderClaimsCsv({ claims, mark }: Pick<Report, 'claims' | 'mark'>): string {
  const blank: Value[] = HEADER.slice(claimFields.length, -1).map(() => '');
  const lines = claims.flatMap((judged) => {
    const own = claimFields.map((field) => field(judged));
    const parts = judged.parts.length === 0 ? [blank] : judged.parts.map(partFields);
    return parts.map((fields) => [...own, ...fields, mark ?? '']);
  });
  return stringify([HEADER, ...lines], { escape_formulas: true });
}

const claimFields: readonly ((judged: JudgedClaim) => Value)[] = [
  ({ name }) => name,
  ({ claim }) => claim,
  ({ expectation }) => expectation,
  ({ verdict }) => verdict,
  ({ reason }) => reason ?? '',
  ({ written }) => written.at ?? '',
  ({ written }) => (written.at === null ? '' : written.existing),
  ({ written }) => written.results,
];

function partFields(part: ClaimPart): Value[] {
  const { comparison, column, unit, expected, n, difference, interval, p, adjustedP, detectable } = part;
  return [
    ...[comparison, column, unit, expected.low ?? '', expected.high ?? '', n, difference ?? ''],
    ...[interval?.low ?? '', interval?.high ?? '', p ?? '', adjustedP ?? '', detectable ?? ''],
    ...[part.state, part.absent ?? ''],
  ];
}
