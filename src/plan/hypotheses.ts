/** The hypotheses of a plan: what each compares here, and the hash by which it is known to be the same hypothesis. */
import { createHash } from 'node:crypto';
import { expectationText, isOfLoss } from '../experiment/hypothesis-words.js';
import { contrastsOf } from '../experiment/contrasts.js';
import type { Contrast } from '../experiment/contrasts.js';
import type { Hypothesis } from '../experiment/schema.js';
import type { TaskName } from '../tasks/index.js';
import { canonicalJson } from '../canonical-json.js';
import type { Plan } from './plan.js';

export interface PlannedHypothesis {
  readonly name: string;
  readonly hypothesis: Hypothesis;
  /** In words. */
  readonly expectation: string;
  readonly contrasts: readonly Contrast[];
  /** Tasks that it is judged on; empty where it is judged by no scores. */
  readonly tasks: readonly TaskName[];
  /**
   * sha256 of all that it says and of the levels and tasks that it comes down to: a hypothesis is another one when it is
   * edited, and when a level or a task is taken from what it is judged on. Its name and the seeds are no part of it.
   */
  readonly hash: string;
}

/** In the order of the file. */
export const plannedHypotheses = (
  plan: Pick<Plan, 'experiment' | 'variants'>,
): readonly PlannedHypothesis[] =>
  Object.entries(plan.experiment.hypotheses).map(([name, hypothesis]) => planned(name, hypothesis, plan));

function planned(
  name: string,
  hypothesis: Hypothesis,
  plan: Pick<Plan, 'experiment' | 'variants'>,
): PlannedHypothesis {
  const contrasts = contrastsOf(hypothesis, plan);
  const isScored = contrasts.length > 0 && !isOfLoss(hypothesis.measure);
  const tasks = isScored ? (hypothesis.tasks ?? plan.experiment.evaluate.tasks) : [];
  const compared = contrasts.map(({ level, reference }) => [level, reference]);
  const content = canonicalJson({ hypothesis, compared, tasks: [...tasks].sort() });
  const hash = createHash('sha256').update(content).digest('hex');
  return { name, hypothesis, expectation: expectationText(hypothesis), contrasts, tasks, hash };
}
