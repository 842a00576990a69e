/** The verbs, and the way from what was typed to one of them. */
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { nearMiss, suggestion } from '../experiment/near-miss.js';
import { EXIT, UserError } from '../failure.js';
import { PROGRAM_FOLDER, programVersion } from '../run/program.js';
import type { Common, Verb } from './verbs/verb.js';
import { VERBS } from './verbs/index.js';
import type { VerbName } from './verbs/index.js';

/** Does what was typed; the exit code. Throws UserError for what was typed wrongly. */
export async function dispatch(typed: readonly string[]): Promise<number> {
  checkVerb(typed);
  let work: () => Promise<number> = () => Promise.resolve(EXIT.ok);
  const parser = program(await programVersion());
  const typedVerbs = await verbsAmong(typed);
  VERB_NAMES.forEach((name) => {
    const { usage, describe } = VERBS[name];
    const verb = typedVerbs.get(name);
    if (verb === undefined) parser.command(usage, describe);
    else
      parser.command(
        usage,
        describe,
        (given) => verb.options(given),
        (given) => {
          work = () => {
            checkFilled(usage, { typed, given });
            return verb.run(given as unknown as Common);
          };
        },
      );
  });
  try {
    await parser.parseAsync(typed);
  } catch (error) {
    throw await explained(error, typed[0]);
  }
  return work();
}

const VERB_NAMES = Object.keys(VERBS) as VerbName[];

/** Loaded before anything is parsed; a word that is no verb in its place costs its load, and no more. */
async function verbsAmong(typed: readonly string[]): Promise<ReadonlyMap<VerbName, Verb<unknown>>> {
  const names = [...new Set(typed.filter(isVerb))];
  return new Map(await Promise.all(names.map(async (name) => [name, await VERBS[name].load()] as const)));
}

function program(version: string): Argv<Common> {
  return yargs()
    .scriptName('reprise')
    .usage('$0 <verb> [options]\n\nReproducible experiments with GPT-1 style language models.')
    .locale('en')
    .parserConfiguration({ 'camel-case-expansion': false })
    .option('root', {
      type: 'string',
      requiresArg: true,
      default: PROGRAM_FOLDER,
      coerce: (given: string | string[]) => [given].flat().at(-1) ?? PROGRAM_FOLDER,
      defaultDescription: "the program's folder",
      describe: 'the project: the folder of experiments/, datasets/, results/ and reports/',
    })
    .version(version)
    .help()
    .alias('help', 'h')
    .strict()
    .demandCommand(1, 'Say what to do: reprise <verb>.')
    .wrap(Math.min(100, process.stdout.columns || 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error;
      throw usageError(error?.message ?? message ?? 'This cannot be understood.');
    });
}

interface Given {
  readonly typed: readonly string[];
  /** By name. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** Nothing that is typed may be blank: a shell variable that is unset would stand for the folder one is in. */
function checkFilled(usage: string, { typed, given }: Given): void {
  const option = typed.find(
    (word, i) => /^--[^=]+=\s*$/.test(word) || (/^--/.test(word) && isBlank(typed[i + 1])),
  );
  const places = [...usage.matchAll(/[<[](\w+)/g)].map(([, name = '']) => name);
  const place = places.find((name) => isBlank(given[name]));
  const blank = option?.replace(/=\s*$/, '') ?? place?.toUpperCase();
  if (blank !== undefined) throw usageError(`${blank} is empty.`, 'Is a shell variable unset?');
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

const isVerb = (word: string | undefined): word is VerbName =>
  word !== undefined && Object.hasOwn(VERBS, word);

/** An unknown verb, before anything else is looked at. */
function checkVerb([verb]: readonly string[]): void {
  if (verb === undefined || verb.startsWith('-') || verb === 'help' || isVerb(verb)) return;
  const advice = suggestion(verb, [...VERB_NAMES, 'help'], 'Verbs');
  throw usageError(`There is no verb "${verb}".`, advice, HINT);
}

/** A sentence for what yargs refused; an option that nobody knows gets the one that was probably meant. */
async function explained(error: unknown, verb: string | undefined): Promise<unknown> {
  if (!(error instanceof UserError)) return error;
  if (!isVerb(verb)) return usageError(error.message.replace(/\.?$/, '.'), HINT);
  if (error.message.startsWith('Not enough non-option'))
    return usageError(`Missing argument. Usage: reprise ${VERBS[verb].usage}.`);
  const choice = choiceRefused(error.message);
  if (choice !== null) return choice;
  const word = /^Unknown arguments?: ([^\s,]+)/.exec(error.message)?.[1];
  if (word === undefined)
    return usageError(error.message.replace(/\.?$/, '.'), `See reprise ${verb} --help.`);
  const near = nearMiss(word.replace(/^no-/, ''), await optionsOf(await VERBS[verb].load()));
  const advice = near === null ? `See reprise ${verb} --help.` : `Did you mean "--${near}"?`;
  return usageError(`reprise ${verb} does not know "${word}".`, advice);
}

/** What yargs says of a value that is none of an option's: there is no such thing, and these there are. */
function choiceRefused(message: string): UserError | null {
  const [, option, given, choices] = /Argument: (\S+), Given: "(.*)", Choices: (.*)/.exec(message) ?? [];
  if (option === undefined || given === undefined || choices === undefined) return null;
  const names = [...choices.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name);
  const advice = suggestion(given, names, 'There is');
  return usageError(`There is no ${option} "${given}".`, advice);
}

/** Names of the options of a verb, read from its help. */
async function optionsOf(command: Verb<unknown>): Promise<readonly string[]> {
  const help = await command.options(yargs().option('root', {})).getHelp();
  return [...help.matchAll(/--([a-z-]+)/g)].map(([, name = '']) => name);
}

const usageError = (...sentences: readonly string[]): UserError =>
  new UserError(sentences.join(' '), EXIT.usage);

const HINT = 'reprise help lists what there is.';
