/** Hypotheses → CSV: one line for each comparison of each hypothesis; a hypothesis without any has one line. */
import { stringify } from 'csv-stringify/sync';
import type { HypothesisPart } from '../../results/hypothesis-parts.js';
import type { JudgedHypothesis } from '../../results/hypotheses.js';
import type { Report } from '../report.js';
import { NO_TEST } from '../words/absences.js';
import { comparisonText, expectedOf, partColumn, untestedText } from '../words/hypotheses.js';

type Value = string | number;

const HYPOTHESIS_FIELDS = [
  'hypothesis',
  'sentence',
  'expectation',
  'verdict',
  'reason',
  'registered_at',
  'results_before',
  'results',
];

const PART_FIELDS = [
  'comparison',
  'column',
  'unit',
  'expected_low',
  'expected_high',
  'n',
  'difference',
  'low',
  'high',
  'p',
  'p_holm',
  'minimum_detectable_effect',
  'outcome',
  'absent',
];

/** Shares of 1, nats per token and counts in full precision; an empty field is an absent value. */
export function renderHypothesesCsv({ hypotheses, mark }: Pick<Report, 'hypotheses' | 'mark'>): string {
  const blank = PART_FIELDS.map(() => '');
  const lines = hypotheses.flatMap((judged) => {
    const parts = judged.parts.length === 0 ? [blank] : judged.parts.map(partFields);
    return parts.map((fields) => [...hypothesisFields(judged), ...fields, mark ?? '']);
  });
  return stringify([[...HYPOTHESIS_FIELDS, ...PART_FIELDS, 'data'], ...lines], { escape_formulas: true });
}

const hypothesisFields = (judged: JudgedHypothesis): Value[] => [
  judged.name,
  judged.declared.hypothesis,
  expectedOf(judged),
  judged.verdict,
  judged.untested === null ? '' : untestedText(judged.untested, judged),
  judged.written.at ?? '',
  judged.written.at === null ? '' : judged.written.existing,
  judged.written.results,
];

const partFields = (part: HypothesisPart): Value[] => [
  comparisonText(part),
  partColumn(part),
  part.unit,
  part.expected.low ?? '',
  part.expected.high ?? '',
  part.n,
  part.difference ?? '',
  part.interval?.low ?? '',
  part.interval?.high ?? '',
  part.p ?? '',
  part.adjustedP ?? '',
  part.minimumDetectableEffect ?? '',
  part.state,
  part.absent === null ? '' : NO_TEST[part.absent],
];
