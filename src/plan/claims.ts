/** The claims of a plan: what each compares here, and the hash by which it is known to be the same claim. */
import { createHash } from 'node:crypto';
import { expectationText } from '../experiment/claim-words.js';
import { contrastsOf } from '../experiment/contrasts.js';
import type { Contrast } from '../experiment/contrasts.js';
import type { Claim, TaskName } from '../experiment/schema.js';
import { canonicalJson } from './keys.js';
import type { Plan } from './plan.js';

export interface PlannedClaim {
  readonly name: string;
  readonly claim: Claim;
  /** In words. */
  readonly expectation: string;
  readonly contrasts: readonly Contrast[];
  /** Tasks that it is judged on; empty where it is judged by no scores. */
  readonly tasks: readonly TaskName[];
  /**
   * sha256 of all that it says and of the levels and tasks that it comes down to: a claim is another one when it is
   * edited, and when a level or a task is taken from what it is judged on. Its name and the seeds are no part of it.
   */
  readonly hash: string;
}

/** In the order of the file. */
export const plannedClaims = (plan: Pick<Plan, 'experiment' | 'variants'>): readonly PlannedClaim[] =>
  Object.entries(plan.experiment.claims).map(([name, claim]) => planned(name, claim, plan));

function planned(name: string, claim: Claim, plan: Pick<Plan, 'experiment' | 'variants'>): PlannedClaim {
  const contrasts = contrastsOf(claim, plan);
  const isScored = contrasts.length > 0 && claim.measure !== 'loss';
  const tasks = isScored ? (claim.tasks ?? plan.experiment.evaluate.tasks) : [];
  const compared = contrasts.map(({ of, than }) => [of, than]);
  const content = canonicalJson({ claim, compared, tasks: [...tasks].sort() });
  const hash = createHash('sha256').update(content).digest('hex');
  return { name, claim, expectation: expectationText(claim), contrasts, tasks, hash };
}
