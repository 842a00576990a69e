/** `reprise why STAGE|TRIAL`: is it reused or to run, and what tells it from the nearest stored result? */
import { suggestion } from '../../experiment/near-miss.js';
import { EXIT, UserError } from '../../failure.js';
import type { Trial } from '../../plan/plan.js';
import type { Store } from '../../store/store.js';
import type { Verb } from './verb.js';
import { jsonOption, setOption } from '../options.js';
import type { JsonOption, SetOption } from '../options.js';
import { prepareIfPossible, preparePlan } from '../prepared.js';
import { bold, counted, dim, green, print, printJson, red } from '../terminal/print.js';
import { experimentFiles, projectAt, withStore } from '../project.js';
import type { Project } from '../project.js';
import { reasonsFor } from '../terminal/reasons.js';
import type { Asked, PlacedDifference, Reason } from '../terminal/reasons.js';

export const why: Verb<JsonOption & SetOption & { what: string }> = {
  options: (yargs) =>
    setOption(jsonOption(yargs)).positional('what', {
      type: 'string',
      demandOption: true,
      describe: 'the beginning of a key that plan shows, EXPERIMENT:VARIANT:SEED, or EXPERIMENT:VARIANT',
    }),
  run: async ({ what, set, root, json }) => {
    const project = projectAt(root);
    const asked = what.includes(':') ? await trialsOf(what, set, project) : await stageOf(what, set, project);
    const explain = (store: Store | null): Promise<readonly Reason[]> => reasonsFor(asked, store);
    const reasons = (await withStore(project, explain)) ?? (await explain(null));
    if (json) printJson(reasons);
    else print(reasons.map(render).join('\n\n'));
    return EXIT.ok;
  },
};

async function trialsOf(what: string, set: readonly string[], project: Project): Promise<Asked> {
  const [file = '', ...rest] = what.split(':');
  const prepared = await preparePlan({ file, set }, project);
  const { trials, stages } = prepared.plan;
  const found = trials.filter((trial) => isCalled(trial, rest.join(':')));
  const keys = new Set(found.flatMap((trial) => trial.stages));
  if (found.length > 0) return { prepared, stages: stages.filter(({ key }) => keys.has(key)) };
  const names = trials.map(({ variant, seed }) => `${file}:${variant}:${seed}`);
  throw new UserError(`There is no trial "${what}". ${suggestion(what, names, 'Trials')}`, EXIT.usage);
}

/** VARIANT:SEED, or VARIANT alone for all its seeds. */
const isCalled = ({ variant, seed }: Trial, name: string): boolean =>
  name === variant || name === `${variant}:${seed}`;

/** The stage whose key begins so, in the plans of all files as they stand. */
async function stageOf(prefix: string, set: readonly string[], project: Project): Promise<Asked> {
  if (set.length > 0)
    throw new UserError('--set goes with a trial: reprise why EXPERIMENT:VARIANT:SEED --set …', EXIT.usage);
  const found = new Map<string, Asked>();
  for (const file of await experimentFiles(project)) {
    const prepared = await prepareIfPossible(file, project);
    if (prepared instanceof UserError) continue;
    for (const stage of prepared.plan.stages)
      if (stage.key.startsWith(prefix) && !found.has(stage.key))
        found.set(stage.key, { prepared, stages: [stage] });
  }
  const [only, ...more] = found.values();
  if (only !== undefined && more.length === 0) return only;
  throw new UserError(
    only === undefined ? unknownKey(prefix) : ambiguous(prefix, [only, ...more]),
    EXIT.usage,
  );
}

const unknownKey = (prefix: string): string =>
  `No planned stage has a key that begins with "${prefix}". reprise plan NAME lists the keys.`;

function ambiguous(prefix: string, found: readonly Asked[]): string {
  const stages = found.flatMap((asked) => asked.stages);
  const choices = stages.map(({ key, label }) => `  ${key.slice(0, 16)}  ${label}`);
  return [`${found.length} keys begin with ${prefix}; give more digits:`, ...choices].join('\n');
}

function render({ label, key, state, because, nearest }: Reason): string {
  const shown = state === 'reused' ? green(state) : red(state);
  const heading = `${shown}  ${bold(label)} ${dim(`(${key.slice(0, 10)})`)}\n  ${because}`;
  if (nearest === null) return heading;
  const count = counted(nearest.differences.length, 'difference');
  const near = `  nearest: ${nearest.label} (${nearest.key.slice(0, 10)}), ${count}:`;
  return [heading, near, ...nearest.differences.flatMap(renderDifference)].join('\n');
}

function renderDifference({ name, before, after, at, files }: PlacedDifference): readonly string[] {
  const place = at === null ? '' : dim(`  ${at}`);
  return [`    ${name}: ${value(before)} → ${value(after)}${place}`, ...files.map((file) => `      ${file}`)];
}

const HASH = /^[0-9a-f]{64}$/;

/** Hashes by their beginning; what one side does not have is a dash. */
function value(of: unknown): string {
  if (of === undefined || of === null) return of === null ? 'null' : '–';
  if (typeof of !== 'string') return JSON.stringify(of);
  return HASH.test(of) ? of.slice(0, 10) : of;
}
