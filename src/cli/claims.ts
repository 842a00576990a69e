/** The claims of an experiment in a listing: what each says, and what of the results it will be judged by. */
import type { PlannedClaim } from '../plan/claims.js';
import { counted, dim } from './terminal/print.js';

export function claimLines(claims: readonly PlannedClaim[]): readonly string[] {
  if (claims.length === 0) return [];
  const lines = claims.flatMap(({ name, claim, expectation }) => [
    `  ${name}: ${claim.claim}`,
    dim(`    ${expectation}`),
  ]);
  return [counted(claims.length, 'claim'), ...lines];
}
