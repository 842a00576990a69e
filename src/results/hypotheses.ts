/** Claims → verdicts. A claim is its parts: all must hold, and one whose contrary is shown refutes it. */
import { plannedClaims } from '../plan/claims.js';
import type { PlannedClaim } from '../plan/claims.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import { partsOf } from './hypothesis-parts.js';
import type { TestedPart } from './hypothesis-parts.js';
import { claimTime } from './hypothesis-times.js';
import type { Compared } from './compared.js';
import type { ClaimPart, JudgedClaim, Verdict, WithdrawnClaim } from '../report/model.js';
import type { Recorded } from './recorded.js';

/** In the order of the file; p values are corrected for all parts of all claims together. */
export function claimsOf(recorded: Recorded, compared: Compared): readonly JudgedClaim[] {
  const planned = plannedClaims(recorded.plan);
  const reasons = planned.map((one) => untestedReason(one, recorded));
  const parts = planned.map((one, index) =>
    reasons[index] === null ? partsOf(one, recorded, compared) : [],
  );
  const judged = corrected(parts);
  return planned.map((one, index) => ({
    ...{ name: one.name, claim: one.claim.claim, expectation: one.expectation },
    ...{ reason: reasons[index], parts: judged[index], written: claimTime(one, recorded) },
    verdict: reasons[index] === null ? verdictOf(judged[index]) : 'untested',
  }));
}

/** Why an experiment cannot tell; null: it can. A command line may have left out what a claim is about. */
function untestedReason({ claim, contrasts, tasks }: PlannedClaim, { plan }: Recorded): string | null {
  if (claim.expect === 'untested') return claim.reason ?? '';
  const absent = tasks.filter((task) => !plan.experiment.evaluate.tasks.includes(task));
  if (absent.length > 0) return `Not evaluated here: ${absent.join(', ')}.`;
  const isComplete = contrasts.length > 0 && contrasts.every(({ pairs }) => pairs.length > 0);
  if (claim.expect === 'same-parameters' || isComplete) return null;
  return 'The variants that it compares are not all in this experiment.';
}

function corrected(claims: readonly (readonly TestedPart[])[]): readonly (readonly ClaimPart[])[] {
  const adjusted = holmOfPresent(claims.flat().map(({ part }) => part.p));
  let next = 0;
  return claims.map((parts) =>
    parts.map(({ part, leans }) => {
      const adjustedP = adjusted[next++];
      const isShown = adjustedP !== null && adjustedP < SIGNIFICANCE;
      return { ...part, adjustedP, state: isShown ? leans : part.state };
    }),
  );
}

function verdictOf(parts: readonly ClaimPart[]): Verdict {
  if (parts.some(({ state }) => state === 'contrary')) return 'refuted';
  return parts.length > 0 && parts.every(({ state }) => state === 'holds') ? 'supported' : 'undecided';
}

/** Claims saved once whose sentence no claim of the plan has; what was only judged otherwise is in its claim's time. */
export function withdrawnClaims({ plan, writtenClaims }: Recorded): readonly WithdrawnClaim[] {
  const current = new Set(Object.values(plan.experiment.claims).map(({ claim }) => claim));
  const gone = writtenClaims.filter(({ claim }) => !current.has(claim.claim));
  const first = new Map(gone.toReversed().map(({ claim, writtenAt }) => [claim.claim, writtenAt]));
  return [...first].map(([claim, at]) => ({ claim, at })).toReversed();
}
