/** The kinds of hostile cases, and which one a number is. */
import { randomStream } from '../../src/random/stream.js';
import { archiveCase } from './archives.js';
import { argumentCase } from './arguments.js';
import type { FuzzCase, Kind } from './case.js';
import { dataCase, folderCase } from './data.js';
import { experimentCase } from './experiments.js';
import { manifestCase } from './manifests.js';
import { lockCase, storeCase } from './results.js';

const [DONE, FAILED, USAGE, DIFFERS] = [0, 1, 2, 4];
const INPUT = [DONE, USAGE];

export const KINDS = {
  experiment: { share: 42, exits: INPUT, hasResults: false, make: experimentCase },
  argument: { share: 14, exits: INPUT, hasResults: false, make: argumentCase },
  archive: { share: 16, exits: INPUT, hasResults: false, make: archiveCase },
  folder: { share: 5, exits: INPUT, hasResults: false, make: folderCase },
  data: { share: 13, exits: INPUT, hasResults: false, make: dataCase },
  manifest: { share: 4, exits: INPUT, hasResults: false, make: manifestCase },
  // A lock file that says something else is a verification that found a difference.
  lock: { share: 3, exits: [...INPUT, DIFFERS], hasResults: true, make: lockCase },
  // A damaged store is no input: the program failed, and says why.
  store: { share: 3, exits: [...INPUT, FAILED, DIFFERS], hasResults: true, make: storeCase },
} satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** A kind as often as its share, spread so that a few numbers in a row hold many kinds. */
const SCHEDULE: readonly KindName[] = randomStream('fuzz', 'schedule').shuffle(
  (Object.keys(KINDS) as KindName[]).flatMap((name) => Array<KindName>(KINDS[name].share).fill(name)),
);

export const kindOf = (number: number): KindName => SCHEDULE[number % SCHEDULE.length]!;

/** The same seed and number always give the same case. */
export const caseOf = (seed: number, number: number): FuzzCase =>
  KINDS[kindOf(number)].make(randomStream('fuzz', seed, number));
