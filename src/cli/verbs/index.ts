/** The map of verbs, in the order of the help: what it says of each, and what does it, loaded when it is typed. */
import type { Verb } from './verb.js';

interface Listed {
  /** As yargs wants it: "plan <file>". */
  readonly usage: string;
  readonly describe: string;
  load(): Promise<Verb<unknown>>;
}

const listed = <T>(usage: string, describe: string, load: () => Promise<Verb<T>>): Listed => ({
  usage,
  describe,
  load,
});

export const VERBS = {
  validate: listed(
    'validate <file>',
    'check an experiment file; every problem is shown at its place',
    async () => (await import('./validate.js')).validate,
  ),
  explain: listed(
    'explain <file> <option>',
    'show the value of an option, or of a section, and every layer that set it',
    async () => (await import('./explain.js')).explain,
  ),
  plan: listed(
    'plan <file>',
    'show the stages of an experiment, what is done already, and the cost of the rest',
    async () => (await import('./plan.js')).plan,
  ),
  run: listed(
    'run <file>',
    'run what is missing of an experiment, then show its table and write its reports',
    async () => (await import('./run.js')).run,
  ),
  status: listed(
    'status [experiment]',
    'show the experiments, or the stages of one: done, failed, missing, disk',
    async () => (await import('./status.js')).status,
  ),
  report: listed(
    'report <experiment>',
    'write the reports of an experiment from what is stored',
    async () => (await import('./report.js')).report,
  ),
  show: listed(
    'show <what>',
    'show a stage, a trial or an experiment: options, metrics, facts, errors',
    async () => (await import('./show.js')).show,
  ),
  why: listed(
    'why <what>',
    'say why a stage, or each stage of a trial, is reused or must run, and what changed',
    async () => (await import('./why.js')).why,
  ),
  compare: listed(
    'compare <a> <b>',
    'compare two variants, task by task: differences of B from A',
    async () => (await import('./compare.js')).compare,
  ),
  data: listed(
    'data <action> [name] [path]',
    'data sets: list | get NAME | import NAME PATH | verify [NAME]',
    async () => (await import('./data.js')).data,
  ),
  weights: listed(
    'weights <action> [name] [path]',
    'weights that others trained: list | get NAME | import FORMAT PATH | verify [NAME]',
    async () => (await import('./weights.js')).weights,
  ),
  export: listed(
    'export <model>',
    'write a trained model, or imported weights, for other programs: --format huggingface',
    async () => (await import('./export.js')).exportVerb,
  ),
  engines: listed(
    'engines',
    'list the engines, and which of them this machine has',
    async () => (await import('./engines.js')).engines,
  ),
  lock: listed(
    'lock <file>',
    'write the lock file of an experiment: its results, for other machines to compare theirs with',
    async () => (await import('./lock.js')).lock,
  ),
  verify: listed(
    'verify <what> <file>',
    'verify resume FILE: kill or stop a run at random moments until it is done, and compare with a whole one; ' +
      'verify lock FILE: compare what is stored with the lock file of the experiment',
    async () => (await import('./verify.js')).verify,
  ),
  pin: listed(
    'pin [experiment]',
    "keep the artifacts of an experiment's last run from gc; without a name, list the pins",
    async () => (await import('./pin.js')).pin,
  ),
  gc: listed(
    'gc',
    'remove artifacts and event logs that no experiment of experiments/ and no pin needs; results stay',
    async () => (await import('./gc.js')).gc,
  ),
} satisfies Readonly<Record<string, Listed>>;

export type VerbName = keyof typeof VERBS;
