/** The hypotheses of an experiment in a listing: what each says, and what of the results it will be judged by. */
import type { PlannedHypothesis } from '../../plan/hypotheses.js';
import { counted, dim } from './print.js';

export function hypothesisLines(hypotheses: readonly PlannedHypothesis[]): readonly string[] {
  if (hypotheses.length === 0) return [];
  const lines = hypotheses.flatMap(({ name, hypothesis, expectation }) => [
    `  ${name}: ${hypothesis.hypothesis}`,
    dim(`    ${expectation}`),
  ]);
  return [counted(hypotheses.length, 'hypothesis'), ...lines];
}
