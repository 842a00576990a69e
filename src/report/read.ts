/** Store → report. */
import type { Store } from '../store/store.js';
import type { Report } from './model.js';

/** The report of a recorded experiment. Throws UserError where the store has none of this name. */
export function buildReport(_store: Store, _experiment: string): Promise<Report> {
  throw new Error('The report is not built yet.');
}
