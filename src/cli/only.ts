/** `--only KEY`: of a plan, the stages with these keys and what they need. */
import { EXIT, UserError } from '../failure.js';
import type { Plan } from '../plan/plan.js';

/** The same plan with fewer stages; all of them where no key is given. Throws UserError for a key that is not in it. */
export function onlyStages(plan: Plan, prefixes: readonly string[]): Plan {
  if (prefixes.length === 0) return plan;
  const wanted = new Set(prefixes.flatMap((given) => given.split(',')).map((prefix) => keyOf(plan, prefix)));
  for (const { key, inputs } of plan.stages.toReversed())
    if (wanted.has(key)) inputs.forEach((input) => wanted.add(input));
  return { ...plan, stages: plan.stages.filter(({ key }) => wanted.has(key)) };
}

function keyOf({ experiment: { name }, stages }: Plan, prefix: string): string {
  const found = prefix === '' ? [] : stages.filter(({ key }) => key.startsWith(prefix));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.key;
  throw new UserError(
    only === undefined
      ? `No stage of ${name}, as its file, the data and the engine stand, has a key that begins with "${prefix}". ` +
          `reprise plan ${name} shows the keys; reprise why EXPERIMENT:VARIANT:SEED says what changed.`
      : `${found.length} keys of ${name} begin with "${prefix}"; give more digits.`,
    EXIT.usage,
  );
}
