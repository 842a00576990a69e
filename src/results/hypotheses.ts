/** Hypotheses → verdicts. A hypothesis is its parts: all must hold, and one whose contrary is shown refutes it. */
import { plannedHypotheses } from '../plan/hypotheses.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import { partsOf } from './hypothesis-parts.js';
import type { TestedPart } from './hypothesis-parts.js';
import { hypothesisTime } from './hypothesis-times.js';
import type { Compared } from './compared.js';
import type { HypothesisPart, JudgedHypothesis, Verdict, WithdrawnHypothesis } from '../report/model.js';
import type { Recorded } from './recorded.js';

/** In the order of the file; p values are corrected for all parts of all hypotheses together. */
export function hypothesesOf(recorded: Recorded, compared: Compared): readonly JudgedHypothesis[] {
  const planned = plannedHypotheses(recorded.plan);
  const reasons = planned.map((one) => untestedReason(one, recorded));
  const parts = planned.map((one, index) =>
    reasons[index] === null ? partsOf(one, recorded, compared) : [],
  );
  const judged = corrected(parts);
  return planned.map((one, index) => ({
    ...{ name: one.name, hypothesis: one.hypothesis.hypothesis, expectation: one.expectation },
    ...{ reason: reasons[index], parts: judged[index], written: hypothesisTime(one, recorded) },
    verdict: reasons[index] === null ? verdictOf(judged[index]) : 'untested',
  }));
}

/** Why an experiment cannot tell; null: it can. A command line may have left out what a hypothesis is about. */
function untestedReason({ hypothesis, contrasts, tasks }: PlannedHypothesis, { plan }: Recorded): string | null {
  if (hypothesis.expect === 'untested') return hypothesis.reason ?? '';
  const absent = tasks.filter((task) => !plan.experiment.evaluate.tasks.includes(task));
  if (absent.length > 0) return `Not evaluated here: ${absent.join(', ')}.`;
  const isComplete = contrasts.length > 0 && contrasts.every(({ pairs }) => pairs.length > 0);
  if (hypothesis.expect === 'same-parameters' || isComplete) return null;
  return 'The variants that it compares are not all in this experiment.';
}

function corrected(hypotheses: readonly (readonly TestedPart[])[]): readonly (readonly HypothesisPart[])[] {
  const adjusted = holmOfPresent(hypotheses.flat().map(({ part }) => part.p));
  let next = 0;
  return hypotheses.map((parts) =>
    parts.map(({ part, leans }) => {
      const adjustedP = adjusted[next++];
      const isShown = adjustedP !== null && adjustedP < SIGNIFICANCE;
      return { ...part, adjustedP, state: isShown ? leans : part.state };
    }),
  );
}

function verdictOf(parts: readonly HypothesisPart[]): Verdict {
  if (parts.some(({ state }) => state === 'contrary')) return 'refuted';
  return parts.length > 0 && parts.every(({ state }) => state === 'holds') ? 'supported' : 'undecided';
}

/** Hypotheses saved once whose sentence no hypothesis of the plan has; what was only judged otherwise is in its hypothesis's time. */
export function withdrawnHypotheses({ plan, writtenHypotheses }: Recorded): readonly WithdrawnHypothesis[] {
  const current = new Set(Object.values(plan.experiment.hypotheses).map(({ hypothesis }) => hypothesis));
  const gone = writtenHypotheses.filter(({ hypothesis }) => !current.has(hypothesis.hypothesis));
  const first = new Map(gone.toReversed().map(({ hypothesis, writtenAt }) => [hypothesis.hypothesis, writtenAt]));
  return [...first].map(([hypothesis, at]) => ({ hypothesis, at })).toReversed();
}
