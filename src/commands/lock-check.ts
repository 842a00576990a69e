/** Results held to the lock file of their experiment, at the end of a run and by `reprise verify lock FILE`. */
import { displayPath } from '../experiment/source.js';
import { EXIT, UserError } from '../failure.js';
import { MARGIN } from '../lockfile/by-interval.js';
import { judge } from '../lockfile/judge.js';
import type { Judged } from '../lockfile/judge.js';
import { lockPathOf } from '../lockfile/lockfile.js';
import type { LockFile } from '../lockfile/lockfile.js';
import { readLockFile } from '../lockfile/read.js';
import type { CellVerdict, Verdict } from '../lockfile/verdict.js';
import { readPlanned } from '../report/read-recorded.js';
import type { Store } from '../store/store.js';
import type { FileOptions, JsonOption } from './options.js';
import { preparePlan } from './prepared.js';
import type { Prepared } from './prepared.js';
import { dim, green, print, printJson, red, renderTable, yellow } from './print.js';
import { projectAt, withResults } from './project.js';

/** The lock file beside an experiment's; null: there is none. Throws UserError where it is no lock file any more. */
export const lockBeside = ({ loaded }: Prepared): Promise<LockFile | null> =>
  readLockFile(lockPathOf(loaded.file), loaded.experiment.name);

/** After a run that ended with this code, and showed its table: the check, and the code it leaves. */
export async function checkAfterRun(
  code: number,
  { lock, prepared, store }: { lock: LockFile | null; prepared: Prepared; store: Store },
): Promise<number> {
  if (lock === null || (code !== EXIT.ok && code !== EXIT.someTrialsFailed)) return code;
  const judged = judge(lock, await readPlanned(store, prepared.plan), prepared.facts.numericsVersion);
  print();
  print(render(judged, { lock, prepared }));
  return hasFailed(judged) ? EXIT.differs : code;
}

export async function verifyLock({
  file,
  set,
  root,
  json,
}: FileOptions & JsonOption & { root: string }): Promise<number> {
  const project = projectAt(root);
  const prepared = await preparePlan({ file, set }, project);
  const lock = await lockBeside(prepared);
  const { plan, facts, loaded } = prepared;
  if (lock === null)
    throw new UserError(
      `There is no lock file ${displayPath(lockPathOf(loaded.file))}. Write one: reprise lock ${plan.experiment.name}`,
      EXIT.usage,
    );
  const recorded = await withResults(project, (store) => readPlanned(store, plan));
  const judged = judge(lock, recorded, facts.numericsVersion);
  if (json) printJson({ experiment: plan.experiment.name, counts: countsOf(judged), ...judged });
  else print(render(judged, { lock, prepared }));
  return hasFailed(judged) ? EXIT.differs : EXIT.ok;
}

const VERDICTS: readonly Verdict[] = ['PASS', 'FAIL', 'INCONCLUSIVE'];

const countsOf = ({ cells }: Judged): Readonly<Record<string, number>> =>
  Object.fromEntries(VERDICTS.map((one) => [one, cells.filter(({ verdict }) => verdict === one).length]));

const hasFailed = ({ cells }: Judged): boolean => cells.some(({ verdict }) => verdict === 'FAIL');

function render(judged: Judged, { lock, prepared }: { lock: LockFile; prepared: Prepared }): string {
  const { cells } = judged;
  const path = displayPath(lockPathOf(prepared.loaded.file));
  const isByInterval = cells.some(({ by }) => by === 'interval');
  const table = (of: (cell: CellVerdict) => string): string => renderTable(gridOf(cells, of));
  return [
    `Held to the lock file ${path} (${lock.numericsVersion}):`,
    '',
    coloured(table(({ verdict }) => verdict)),
    ...(isByInterval ? ['', 'Points above the lock file, 95 % interval:', '', table(differenceText)] : []),
    '',
    ...reasons(cells).map(coloured),
    ...(judged.unknown.length > 0 ? [dim(`Not in the lock file: ${judged.unknown.join(', ')}.`)] : []),
    coloured(summary(judged, { here: prepared.facts.numericsVersion, lock })),
  ].join('\n');
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

/** The last line: how many of each, and what that means. */
function summary(judged: Judged, { here, lock }: { here: string; lock: LockFile }): string {
  const { cells } = judged;
  const { PASS, FAIL, INCONCLUSIVE } = countsOf(judged);
  const bits = cells.filter(({ verdict, by }) => verdict === 'PASS' && by === 'bits').length;
  const parts = [
    `${PASS} of ${cells.length} cells PASS${PASS > 0 ? passing(bits, PASS, { here, lock }) : ''}`,
    ...(FAIL > 0 ? [`${FAIL} FAIL`] : []),
    ...(INCONCLUSIVE > 0 ? [`${INCONCLUSIVE} INCONCLUSIVE`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function passing(bits: number, all: number, { here, lock }: { here: string; lock: LockFile }): string {
  if (bits === all) return ': the same weights, predictions and values, to the bit';
  const margin = `the same predictions, or within ${MARGIN * 100} points (${here} here, ${lock.numericsVersion} there)`;
  return bits === 0 ? `: ${margin}` : `, ${bits} to the bit and ${all - bits} by interval: ${margin}`;
}

function coloured(text: string): string {
  return text
    .replaceAll('INCONCLUSIVE', yellow('INCONCLUSIVE'))
    .replaceAll('PASS', green('PASS'))
    .replaceAll('FAIL', red('FAIL'));
}
