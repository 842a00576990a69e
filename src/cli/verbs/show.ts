/** `reprise show WHAT`: a stage (the beginning of its key), a trial (EXPERIMENT:VARIANT:SEED) or an experiment. */
import { EXIT, UserError } from '../../failure.js';
import type { StageRecord, Store } from '../../store/store.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { projectAt, withResults } from '../project.js';
import { printEvents } from '../terminal/events.js';
import { exportStage } from '../terminal/export.js';
import { printStage } from '../terminal/stage.js';
import { printExperiment, printTrials } from '../terminal/trials.js';
import type { Verb } from './verb.js';

interface ShowOptions extends JsonOption {
  readonly what: string;
  readonly predictions: boolean;
  readonly diff: boolean;
  readonly log: boolean;
  readonly follow: boolean;
}

export const show: Verb<ShowOptions> = {
  options: (yargs) =>
    jsonOption(yargs)
      .positional('what', {
        type: 'string',
        demandOption: true,
        describe: 'the beginning of a key, EXPERIMENT:VARIANT:SEED, or EXPERIMENT',
      })
      .option('predictions', {
        type: 'boolean',
        default: false,
        describe: 'print the predictions of a stage, and nothing else, as CSV',
      })
      .option('diff', {
        type: 'boolean',
        default: false,
        describe: 'print the uncommitted changes that a stage was run with, and nothing else, as a patch',
      })
      .option('log', {
        type: 'boolean',
        default: false,
        describe: 'print the event log of a stage, a line per event: loss, learning rate, tokens per second',
      })
      .option('follow', {
        type: 'boolean',
        default: false,
        describe: 'with --log: go on with the events to come, until the stage or its run has ended',
      }),
  run: (given) => {
    if (given.follow && !given.log) throw new UserError('--follow goes with --log.', EXIT.usage);
    const { results } = projectAt(given.root);
    return withResults(projectAt(given.root), (store) => shown(given, store, results));
  },
};

async function shown(given: ShowOptions, store: Store, results: string): Promise<number> {
  const { what, json, predictions, diff, log, follow } = given;
  if (log) {
    await printEvents(store.eventLog(await plannedKey(what, store)), { json, follow, results });
    return EXIT.ok;
  }
  const record = /^[0-9a-f]{4,64}$/.test(what) ? await stageOf(what, store) : null;
  if (predictions || diff) return exportStage(what, record, { store, diff });
  if (record !== null) await printStage(record, store, json);
  else if (what.includes(':')) await printTrials(what, store, json);
  else await printExperiment(what, store, json);
  return EXIT.ok;
}

/** Null: no key begins so. */
async function stageOf(prefix: string, store: Store): Promise<StageRecord | null> {
  const found = (await store.allStages()).filter(({ key }) => key.startsWith(prefix));
  if (found.length <= 1) return found[0] ?? null;
  throw ambiguous(prefix, found);
}

/** A stage that works for the first time is planned and not recorded. Throws UserError where no key begins so. */
async function plannedKey(prefix: string, store: Store): Promise<string> {
  const known = new Map((await store.allStages()).map(({ key, label }) => [key, label]));
  for (const { name } of await store.experiments())
    for (const { key, label } of (await store.loadPlan(name))?.stages ?? []) known.set(key, label);
  const found = [...known].filter(([key]) => key.startsWith(prefix)).map(([key, label]) => ({ key, label }));
  const [only] = found;
  if (only === undefined)
    throw new UserError(`There is no stage "${prefix}": give the beginning of a key.`, EXIT.usage);
  if (found.length > 1) throw ambiguous(prefix, found);
  return only.key;
}

function ambiguous(
  prefix: string,
  found: readonly { readonly key: string; readonly label: string }[],
): UserError {
  const choices = found.map(({ key, label }) => `  ${key.slice(0, 16)}  ${label}`).join('\n');
  return new UserError(
    `${found.length} keys begin with ${prefix}; give more digits:\n${choices}`,
    EXIT.usage,
  );
}
