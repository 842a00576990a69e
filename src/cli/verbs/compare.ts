/** `reprise compare A B`: two variants side by side, each EXPERIMENT or EXPERIMENT:VARIANT. */
import { suggestion } from '../../experiment/near-miss.js';
import { EXIT, UserError } from '../../failure.js';
import { compareVariants } from '../../results/compare.js';
import type { VariantName } from '../../results/compare.js';
import type { Store } from '../../store/store.js';
import type { Verb } from './verb.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { renderComparison } from '../terminal/comparison.js';
import { print, printJson } from '../terminal/print.js';
import { projectAt, recordedExperiment, withResults } from '../project.js';

export const compare: Verb<JsonOption & { a: string; b: string }> = {
  options: (yargs) => {
    const describe = 'EXPERIMENT:VARIANT; EXPERIMENT alone is its reference';
    return jsonOption(yargs)
      .positional('a', { type: 'string', demandOption: true, describe })
      .positional('b', { type: 'string', demandOption: true, describe });
  },
  run: ({ a, b, root, json }) =>
    withResults(projectAt(root), async (store) => {
      const variants = [await variantOf(a, store), await variantOf(b, store)] as const;
      const rows = await compareVariants(store, ...variants);
      if (json) printJson(rows);
      else if (rows.length === 0) print(`${a} and ${b} have no task in common.`);
      else print(renderComparison(rows, variants));
      return EXIT.ok;
    }),
};

async function variantOf(given: string, store: Store): Promise<VariantName> {
  const [name = '', ...rest] = given.split(':');
  const experiment = await recordedExperiment(name, store);
  const names = ((await store.loadPlan(experiment))?.variants ?? []).map((variant) => variant.name);
  const variant =
    rest.length > 0 ? rest.join(':') : names.includes('reference') ? 'reference' : (names[0] ?? '');
  if (names.includes(variant)) return { experiment, variant };
  const advice = suggestion(variant, names, 'Variants');
  throw new UserError(`The experiment "${experiment}" has no variant "${variant}". ${advice}`, EXIT.usage);
}
