/** A lock file as it lies there. What is no lock file is refused whole: half a check would be none. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { displayPath } from '../experiment/source.js';
import { EXIT, isAbsence, missing, UserError } from '../failure.js';
import { systemFailure } from '../system-failure.js';
import { LOCK_FORMAT, lockSchema } from './lockfile.js';
import type { LockFile } from './lockfile.js';

/** Null: there is none. Throws UserError (exit code 2) where it cannot be read, or was edited into something else. */
export async function readLockFile(path: string, experiment: string): Promise<LockFile | null> {
  const name = displayPath(path);
  const text = await textOf(path, name);
  if (text === null) return null;
  const refuse = (what: string): UserError => new UserError(`${what} ${adviceFor(experiment)}`, EXIT.usage);
  const value = parsed(text, name, refuse);
  const format = formatOf(value);
  if (typeof format === 'number' && format !== LOCK_FORMAT)
    throw new UserError(
      `${name} has format ${format}; this version of Reprise reads format ${LOCK_FORMAT}. Delete it, run the experiment, and write it anew: reprise lock ${experiment}`,
      EXIT.usage,
    );
  const checked = lockSchema.safeParse(value, { error: missing });
  if (!checked.success) throw refuse(wrongPart(checked.error.issues[0]!, name));
  if (checked.data.experiment !== experiment)
    throw refuse(`${name} is of the experiment "${checked.data.experiment}", not of "${experiment}".`);
  return checked.data;
}

const adviceFor = (experiment: string): string =>
  `Take it again from where it came from, or write it anew: reprise lock ${experiment}`;

const formatOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;

async function textOf(path: string, name: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return null;
    throw systemFailure(error, { path: name, tried: 'read' });
  }
}

function parsed(text: string, name: string, refuse: (what: string) => UserError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const before = text.slice(0, brokenAt(text)).split('\n');
    const place = `${before.length}:${(before.at(-1) ?? '').length + 1}`;
    throw refuse(`${name}:${place}  This lock file is not JSON from here on.`);
  }
}

/** Offset of the first character that no JSON text has there: the parser does not always tell. */
function brokenAt(text: string): number {
  let [whole, broken] = [0, text.length + 1];
  while (broken - whole > 1) {
    const middle = Math.floor((whole + broken) / 2);
    if (isBeginning(text.slice(0, middle))) whole = middle;
    else broken = middle;
  }
  return whole;
}

/** Whether what is wrong with a text is that it ends. */
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    return position === undefined ? message.includes('end of JSON') : Number(position) >= text.length;
  }
}

function wrongPart({ path, message }: z.core.$ZodIssue, name: string): string {
  const where = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  const part = where === '' ? 'its whole' : where.replace(/^\./, '');
  return `${name} was edited: ${part} is not what a lock file has there (${message.replace(/^Invalid input: /, '')}).`;
}
