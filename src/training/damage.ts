/** A file that is not what was written: told as a warning of the process, for the stage goes on without it. */

/** Name of such warnings. */
export const DAMAGE = 'DamageWarning';

/** `reason` and `consequence`: sentences. */
export function warnOfDamage(reason: string, consequence: string): void {
  process.emitWarning(`${reason} ${consequence}`, DAMAGE);
}
