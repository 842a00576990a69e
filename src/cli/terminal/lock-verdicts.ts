/** Verdicts on a lock file's cells for a terminal: a table of words, what they rest on, and one sentence at the end. */
import { displayPath } from '../../experiment/source.js';
import { MARGIN } from '../../lockfile/by-interval.js';
import type { Judged } from '../../lockfile/judge.js';
import { lockPathOf } from '../../lockfile/lockfile.js';
import type { LockFile } from '../../lockfile/lockfile.js';
import type { CellVerdict, Verdict } from '../../lockfile/verdict.js';
import type { Prepared } from '../prepared.js';
import { dim, green, red, renderTable, yellow } from './print.js';

const VERDICTS: readonly Verdict[] = ['PASS', 'FAIL', 'INCONCLUSIVE'];

export const countsOf = ({ cells }: Judged): Readonly<Record<string, number>> =>
  Object.fromEntries(VERDICTS.map((one) => [one, cells.filter(({ verdict }) => verdict === one).length]));

export function renderVerdicts(judged: Judged, about: { lock: LockFile; prepared: Prepared }): string {
  const { cells, unknown } = judged;
  return [
    heading(about),
    '',
    coloured(renderTable(gridOf(cells, ({ verdict }) => verdict))),
    ...differences(cells),
    '',
    ...reasons(cells).map(coloured),
    ...(unknown.length > 0 ? [dim(`Not in the lock file: ${unknown.join(', ')}.`)] : []),
    ...agreement(cells),
    coloured(summary(judged)),
  ].join('\n');
}

function heading({ lock, prepared }: { lock: LockFile; prepared: Prepared }): string {
  const path = displayPath(lockPathOf(prepared.loaded.file));
  const [there, here] = [lock.numericsVersion, prepared.inputs.numericsVersion];
  const numerics = here === there ? here : `numerics ${there} there, ${here} here`;
  return `Compared with the lock file ${path} (${numerics}):`;
}

/** Of the rows that have cells judged by interval. */
function differences(cells: readonly CellVerdict[]): readonly string[] {
  const rows = new Set(cells.filter(({ by }) => by === 'interval').map(({ row }) => row));
  if (rows.size === 0) return [];
  const compared = cells.filter(({ row }) => rows.has(row));
  return [
    '',
    'Difference from the lock file in points, with 95 % confidence intervals:',
    '',
    renderTable(gridOf(compared, differenceText)),
  ];
}

/** Rows and columns as the lock file has them. */
function gridOf(cells: readonly CellVerdict[], of: (cell: CellVerdict) => string): readonly string[][] {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const rows = [...new Set(cells.map(({ row }) => row))];
  const at = (row: string, column: string): string => {
    const cell = cells.find((one) => one.row === row && one.column === column);
    return cell === undefined ? '–' : of(cell);
  };
  return [['', ...columns], ...rows.map((row) => [row, ...columns.map((column) => at(row, column))])];
}

function differenceText({ difference }: CellVerdict): string {
  if (difference === null) return '–';
  const { mean, interval } = difference;
  const half = interval === null ? '' : ` ± ${points((interval.high - interval.low) / 2)}`;
  return `${mean > 0 ? '+' : ''}${points(mean)}${half}`;
}

const points = (share: number): string =>
  (share * 100)
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−');

/** Each reason once, with its cells. */
function reasons(cells: readonly CellVerdict[]): readonly string[] {
  const byReason = new Map<string, CellVerdict[]>();
  for (const cell of cells) {
    const { verdict, reason } = cell;
    if (reason === null) continue;
    const text = `${verdict}  \u0000: ${reason}.`;
    byReason.set(text, [...(byReason.get(text) ?? []), cell]);
  }
  return [...byReason].map(([text, of]) => text.replace('\u0000', namesOf(of)));
}

const MOST_NAMED = 3;

function namesOf(cells: readonly CellVerdict[]): string {
  const names = cells.slice(0, MOST_NAMED).map(({ row, column }) => `${row} · ${column}`);
  const more = cells.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The last line: how many of each, and by what. */
function summary(judged: Judged): string {
  const { cells } = judged;
  const { PASS, FAIL, INCONCLUSIVE } = countsOf(judged);
  const by = (what: CellVerdict['by']): number =>
    cells.filter((cell) => cell.verdict === 'PASS' && cell.by === what).length;
  if (by('bits') === cells.length)
    return `${PASS} of ${cells.length} cells PASS: the same weights, predictions and values, to the bit.`;
  const ways = [
    [by('bits'), 'to the bit'],
    [by('predictions'), 'in every prediction'],
    [by('interval'), `by an interval within ${MARGIN * 100} points`],
  ] as const;
  const how = ways.filter(([count]) => count > 0).map(([count, way]) => `${count} ${way}`);
  const passing = `${PASS} of ${cells.length} cells PASS${how.length > 0 ? ` (${how.join(', ')})` : ''}`;
  return `${passing}, ${FAIL} FAIL, ${INCONCLUSIVE} INCONCLUSIVE.`;
}

/** What all cells that were judged by interval say together. */
function agreement(cells: readonly CellVerdict[]): readonly string[] {
  const compared = cells.flatMap(({ difference }) => (difference === null ? [] : [difference]));
  if (compared.length === 0) return [];
  const examples = compared.reduce((sum, one) => sum + one.examples, 0);
  const same = compared.reduce((sum, one) => sum + one.agreeing, 0);
  const least = Math.min(...compared.flatMap(({ p }) => (p === null ? [] : [p])));
  const p = Number.isFinite(least) ? `; the smallest p (Holm) is ${least.toPrecision(2)}` : '';
  const share = ((100 * same) / examples).toFixed(1);
  return [`Under other numerics ${share} % of the predictions are the same${p}.`];
}

function coloured(text: string): string {
  return text
    .replaceAll('INCONCLUSIVE', yellow('INCONCLUSIVE'))
    .replaceAll('PASS', green('PASS'))
    .replaceAll('FAIL', red('FAIL'));
}
