/** `reprise pin [EXPERIMENT]`: keeps the artifacts of an experiment's last run from gc, whatever becomes of its file. */
import { EXIT, UserError } from '../../failure.js';
import type { Store } from '../../store/store.js';
import type { Verb } from './verb.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { counted, print, printJson, renderTable } from '../terminal/print.js';
import { projectAt, recordedExperiment, withResults } from '../project.js';

interface PinOptions extends JsonOption {
  readonly experiment: string | undefined;
  readonly remove: boolean;
}

export const pin: Verb<PinOptions> = {
  options: (yargs) =>
    jsonOption(yargs)
      .positional('experiment', { type: 'string', describe: 'the name of an experiment that was run' })
      .option('remove', { type: 'boolean', default: false, describe: 'take the pin away' }),
  run: async ({ experiment, remove, root, json }) => {
    const project = projectAt(root);
    if (experiment === undefined) await withResults(project, (store) => list(store, json));
    else await withResults(project, (store) => change(experiment, remove, store), 'write');
    return EXIT.ok;
  },
};

async function list(store: Store, json: boolean): Promise<void> {
  const pins = await store.pins();
  const rows = pins.map(({ experiment, keys }) => [experiment, String(keys.length)]);
  if (json) printJson(pins);
  else if (rows.length === 0) print('Nothing is pinned.');
  else print(renderTable([['pinned', 'stages'], ...rows], [1]));
}

async function change(given: string, remove: boolean, store: Store): Promise<void> {
  if (remove) return unpin(given, store);
  const experiment = await recordedExperiment(given, store);
  const keys = ((await store.loadPlan(experiment))?.stages ?? []).map(({ key }) => key);
  await store.pin(experiment, keys);
  print(`Pinned ${experiment}: ${counted(keys.length, 'stage')} of its last run.`);
}

async function unpin(experiment: string, store: Store): Promise<void> {
  const names = (await store.pins()).map((pinned) => pinned.experiment);
  if (!names.includes(experiment))
    throw new UserError(
      `"${experiment}" is not pinned. Pinned: ${names.join(', ') || 'nothing'}.`,
      EXIT.usage,
    );
  await store.unpin(experiment);
  print(`${experiment} is pinned no more.`);
}
