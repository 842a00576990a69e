/** Hypotheses → verdicts. A hypothesis is its parts: all must hold, and one whose contrary is shown refutes it. */
import type { Hypothesis } from '../experiment/schema.js';
import type { TaskName } from '../tasks/index.js';
import { plannedHypotheses } from '../plan/hypotheses.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import type { Compared } from './compared.js';
import { partsOf } from './hypothesis-parts.js';
import type { HypothesisPart, TestedPart } from './hypothesis-parts.js';
import { hypothesisTime } from './hypothesis-times.js';
import type { HypothesisTime } from './hypothesis-times.js';
import type { Recorded } from './recorded.js';

/** `untested`: this experiment cannot tell. Supported: every part holds; refuted: of some part the contrary does. */
export type Verdict = 'supported' | 'refuted' | 'undecided' | 'untested';

export interface JudgedHypothesis {
  readonly name: string;
  /** As the file declares it. */
  readonly declared: Hypothesis;
  readonly verdict: Verdict;
  /** Null where it is tested. */
  readonly untested: Untested | null;
  readonly parts: readonly HypothesisPart[];
  readonly written: HypothesisTime;
}

/** Why an experiment cannot tell: the file says so; tasks are not evaluated here; variants are not in it. */
export type Untested =
  | { readonly why: 'declared' }
  | { readonly why: 'tasks'; readonly tasks: readonly TaskName[] }
  | { readonly why: 'variants' };

export interface WithdrawnHypothesis {
  /** Its sentence. */
  readonly hypothesis: string;
  readonly at: string;
}

/** In the order of the file; p values are corrected for all parts of all hypotheses together. */
export function hypothesesOf(recorded: Recorded, compared: Compared): readonly JudgedHypothesis[] {
  const planned = plannedHypotheses(recorded.plan);
  const reasons = planned.map((one) => untestedOf(one, recorded));
  const tested = planned.map((one, index) =>
    reasons[index] === null ? partsOf(one, recorded, compared) : [],
  );
  const judged = corrected(tested);
  return planned.map((one, index) => {
    const untested = reasons[index] ?? null;
    const parts = judged[index] ?? [];
    return {
      name: one.name,
      declared: one.hypothesis,
      verdict: untested === null ? verdictOf(parts) : 'untested',
      untested,
      parts,
      written: hypothesisTime(one, recorded),
    };
  });
}

/** A command line may have left out what a hypothesis is about. */
export function untestedOf(
  { hypothesis, contrasts, tasks }: PlannedHypothesis,
  { plan }: Pick<Recorded, 'plan'>,
): Untested | null {
  if (hypothesis.expect === 'untested') return { why: 'declared' };
  const absent = tasks.filter((task) => !plan.experiment.evaluate.tasks.includes(task));
  if (absent.length > 0) return { why: 'tasks', tasks: absent };
  const isComplete = contrasts.length > 0 && contrasts.every(({ pairs }) => pairs.length > 0);
  return hypothesis.expect === 'same-parameters' || isComplete ? null : { why: 'variants' };
}

function corrected(hypotheses: readonly (readonly TestedPart[])[]): readonly (readonly HypothesisPart[])[] {
  const all = hypotheses.flat();
  const adjusted = holmOfPresent(all.map(({ part }) => part.p));
  const byPart = new Map(all.map((tested, index) => [tested, adjusted[index] ?? null]));
  return hypotheses.map((parts) =>
    parts.map((tested) => {
      const adjustedP = byPart.get(tested) ?? null;
      const isShown = adjustedP !== null && adjustedP < SIGNIFICANCE;
      return { ...tested.part, adjustedP, state: isShown ? tested.leans : tested.part.state };
    }),
  );
}

function verdictOf(parts: readonly HypothesisPart[]): Verdict {
  if (parts.some(({ state }) => state === 'contrary')) return 'refuted';
  return parts.length > 0 && parts.every(({ state }) => state === 'holds') ? 'supported' : 'undecided';
}

/** Saved once, and no hypothesis of the plan has the sentence; one that is only judged otherwise is not withdrawn. */
export function withdrawnHypotheses({ plan, writtenHypotheses }: Recorded): readonly WithdrawnHypothesis[] {
  const current = new Set(Object.values(plan.experiment.hypotheses).map(({ hypothesis }) => hypothesis));
  const gone = writtenHypotheses.filter(({ hypothesis }) => !current.has(hypothesis.hypothesis));
  const first = new Map(
    gone.toReversed().map(({ hypothesis, writtenAt }) => [hypothesis.hypothesis, writtenAt]),
  );
  return [...first].map(([hypothesis, at]) => ({ hypothesis, at })).toReversed();
}
