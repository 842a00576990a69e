/** A cell of the lock file and the same cell here: whether they can be compared, and how. */
import { differencesOf } from '../plan/why.js';
import type { Difference, Lineage } from '../plan/why.js';
import type { LockedCell, LockedRow, LockedRun, LockFile } from './lockfile.js';
import type { ScoredCell, ScoredRow, ScoredRun } from './scored.js';
import { inconclusive } from './verdict.js';
import type { Judgement } from './verdict.js';

export interface Pair {
  readonly role: LockedRow['role'];
  readonly locked: LockedCell;
  readonly found: ScoredCell;
  /** By seed, those of the lock file. */
  readonly runs: readonly { readonly locked: LockedRun; readonly found: ScoredRun }[];
}

/** `by`: one key promises the same bits; other numerics, or another version of a stage, the same within noise. */
export type Match = { readonly by: 'bits' | 'interval'; readonly pair: Pair } | Judgement;

export interface Sides {
  readonly lock: LockFile;
  readonly here: readonly ScoredRow[];
  readonly lineageOf: (key: string) => Lineage;
}

const ROLES: Readonly<Record<LockedRow['role'], string>> = {
  variant: 'variant',
  baseline: 'non-neural baseline',
};

export function matchOf(row: LockedRow, locked: LockedCell, sides: Sides): Match {
  const here = sides.here.find(({ row: name, role }) => name === row.row && role === row.role);
  if (here === undefined) return inconclusive(`there is no ${ROLES[row.role]} "${row.row}" here`);
  const found = here.cells.find(
    ({ column: { task, split, metric } }) =>
      task === locked.task && split === locked.split && metric === locked.metric,
  );
  if (found === undefined) return inconclusive(`there is no column ${locked.column} here`);
  const runs = locked.runs.flatMap((run) => {
    const same = found.runs.find(({ seed }) => seed === run.seed);
    return same === undefined ? [] : [{ locked: run, found: same }];
  });
  const absent = locked.runs.filter(({ seed }) => runs.every((run) => run.locked.seed !== seed));
  if (absent.length > 0) return inconclusive(`${seedsOf(absent)}: not among the seeds here`);
  return matchRuns(row, { role: row.role, locked, found, runs }, sides);
}

function matchRuns(row: LockedRow, pair: Pair, sides: Sides): Match {
  const unlike = pair.runs.filter(({ locked, found }) => locked.stage !== found.stage.key);
  const differences = unlike.map(({ locked, found }) =>
    differencesOf(
      lockedLineage(row, { cell: pair.locked, run: locked }, sides),
      sides.lineageOf(found.stage.key),
    ),
  );
  const others = differences.flat().filter(({ name }) => !isNumerics(name));
  if (others.length > 0) return inconclusive(otherOptions(others));
  if (differences.some((one) => one.length === 0)) return CONTRADICTORY_KEY;
  const undone = pair.runs.filter(({ found }) => !found.isDone).map(({ locked }) => locked);
  if (undone.length > 0)
    return inconclusive(`${seedsOf(undone)}: ${STATES[pair.found.cell.absent ?? ''] ?? 'not done'}`);
  return { by: unlike.length === 0 ? 'bits' : 'interval', pair };
}

const STATES: Readonly<Record<string, string>> = {
  'not-run': 'not run yet',
  failed: 'failed',
  diverged: 'diverged',
};

/** What the lock file says that a run depends on. */
function lockedLineage(
  { options }: LockedRow,
  { cell, run }: { cell: LockedCell; run: LockedRun },
  { lock }: Sides,
): Lineage {
  const own = { seed: run.seed, task: cell.task, data: lock.data[cell.task] };
  return new Map<string, unknown>([...Object.entries(options), ...Object.entries(own)]);
}

/** How it is computed, not what. */
const isNumerics = (name: string): boolean => name === 'numerics version' || name.startsWith('version of ');

const CONTRADICTORY_KEY: Judgement = {
  verdict: 'FAIL',
  by: null,
  reason: 'the lock file contradicts itself: its key is not that of its options',
};

function otherOptions(differences: readonly Difference[]): string {
  const texts = new Set(
    differences.map(({ name, before, after }) => `${name} ${shown(before)} → ${shown(after)}`),
  );
  return `the lock file is of other options: ${[...texts].join(', ')}; to keep these, write the lock file anew`;
}

/** Hashes by their beginning; what one side does not have is a dash. */
function shown(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 10) : value;
}

/** "seed 3", "seeds 2, 3". */
const seedsOf = (runs: readonly LockedRun[]): string =>
  `${runs.length === 1 ? 'seed' : 'seeds'} ${runs.map(({ seed }) => seed).join(', ')}`;
