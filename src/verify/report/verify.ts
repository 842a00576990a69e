/** `reprise report --verify`: every printed number computed again from the stored predictions. Changes nothing. */
import type { Store } from '../../store/store.js';
import { readRecorded } from '../../results/recorded.js';
import { reportOf } from '../../report/report.js';
import { derive } from './derive.js';
import { verifyFiles } from './files.js';
import { countNumbers } from './amount.js';
import { handDifferences } from './by-hand.js';
import { tableDifferences } from './tables.js';

export interface Verdict {
  /** Numbers of the tables and CSV files that follow from predictions. */
  readonly numbers: number;
  readonly predictions: number;
  readonly evaluations: number;
  /** Stages whose metrics and predictions still have the hash recorded when they ran; and done ones without one. */
  readonly hashed: number;
  readonly unhashed: number;
  /** Files of the report that were compared, and those that are not on disk. */
  readonly files: readonly string[];
  readonly absentFiles: readonly string[];
  /** A sentence each; none: all is as printed. */
  readonly differences: readonly string[];
}

/** `folder`: of the report on disk. Throws UserError where the store has no such experiment. */
export async function verifyReport(store: Store, experiment: string, folder: string): Promise<Verdict> {
  const recorded = await readRecorded(store, experiment);
  const derived = await derive(recorded, store);
  const printed = reportOf(recorded);
  // The same metrics give the same report.
  const wanted = derived.faults.length === 0 ? printed : reportOf(derived.recorded);
  const files = await verifyFiles(wanted, folder);
  const { predictions, evaluations, hashed, unhashed } = derived;
  return {
    numbers: countNumbers(wanted),
    predictions,
    evaluations,
    hashed,
    unhashed,
    files: files.present,
    absentFiles: files.absent,
    differences: [
      ...derived.faults,
      ...tableDifferences(printed, wanted),
      ...handDifferences(derived.recorded, wanted),
      ...files.differences,
    ],
  };
}
