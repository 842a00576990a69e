/** Why a number is not there. */
import type { NoTest } from '../../results/hypothesis-parts.js';
import type { Absence, Cell } from '../../results/scores.js';

export const DIVERGED = 'diverged';

const ABSENCES: Readonly<Record<Absence, string>> = {
  'not-run': 'not run yet',
  failed: 'failed',
  diverged: DIVERGED,
  undefined: 'not defined on this data',
  unpublished: 'not published',
  incomplete: 'a task is missing',
  'no-examples': 'no such examples',
};

/** "diverged 1/3", "not run yet"; null where there is a mean. */
export function absenceText({ absent, diverged, planned }: Cell): string | null {
  if (absent === null) return null;
  return diverged.length > 0 ? `${DIVERGED} ${diverged.length}/${planned}` : ABSENCES[absent];
}

export const NO_COMMON_SEED = 'no seed has both';
export const NO_COMMON_TASKS = 'no seed has all tasks of both';
export const NO_NOISE = 'the noise cannot be estimated';

export const NO_TEST: Readonly<Record<NoTest, string>> = {
  shared: 'the variants share this result',
  'no-common-seed': 'no seed has both yet',
  'one-seed': 'one seed says nothing about others',
  'no-noise': NO_NOISE,
  counted: 'counted, not tested',
  untrained: 'not trained yet',
};
