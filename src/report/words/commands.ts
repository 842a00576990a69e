/** Commands that compute results again, as one types them. */
import type { Origin } from '../../results/origins.js';
import type { Recorded } from '../../results/recorded.js';

/** What runs the experiment again, wherever below experiments/ its file is, with what its command line set. */
export function commandOf({ plan: { experiment, overrides } }: Recorded): string {
  const sets = overrides.map((override) => ` --set ${quoted(override)}`);
  return `reprise run ${experiment.name}${sets.join('')}`;
}

/** For a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w./=:,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Digits of a key in a command: enough for any sweep. */
const KEY_DIGITS = 12;

/** Computes the runs of a number again, in a folder of its own, so that nothing stored is used or touched. */
export function reproduceCommand(command: string, { runs }: Origin): string {
  const keys = runs.map(({ stage }) => stage.slice(0, KEY_DIGITS));
  return `${command} --only ${keys.join(',')} --results again`;
}
