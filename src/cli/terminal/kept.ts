/** What is kept of a stage that was stopped, in words. */
import { grouped } from '../../report/words/numbers.js';
import type { Kept } from '../../training/events.js';

/** "kept to step 190 of 2,000". */
export const keptText = ({ step, steps }: Kept): string =>
  `kept to step ${grouped(step)} of ${grouped(steps)}`;
