/**
 * The event log of a stage: one JSON object per line, only ever appended to, so that it can be followed while the stage
 * works. It is read by people and by followers; no result and no report rests on it.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Kept, TrainingEvent } from '../training/events.js';

/** A stage begins, for the first time or again. */
export interface StageStarted {
  readonly event: 'started';
  readonly host: string;
  readonly threads: number;
}

/** It computes on so many threads from now on. */
export interface ThreadsChanged {
  readonly event: 'threads';
  readonly threads: number;
}

/** The last of its kind is how the stage ended; a stage that was killed with its run has none. */
export interface StageEnded {
  readonly event: 'ended';
  readonly status: 'done' | 'diverged' | 'failed' | 'stopped';
  readonly seconds: number;
  /** What the next run goes on from, where it was stopped and kept something; logs of earlier versions do not tell. */
  readonly kept?: Kept;
}

export type StageEvent = StageStarted | ThreadsChanged | TrainingEvent | StageEnded;

/** As it stands in the log. `at`: ISO 8601. */
export type LoggedEvent = StageEvent & { readonly at: string };

export interface EventLog {
  /** Throws where the file cannot be written. */
  append(event: StageEvent): void;
  close(): void;
}

/** Opens a stage's log to append to it; makes it and its folder where they are absent. */
export function openEventLog(path: string): EventLog {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+');
  if (isTorn(file)) writeSync(file, '\n');
  return {
    append: (event) => {
      const logged: LoggedEvent = { at: new Date().toISOString(), ...event };
      writeSync(file, `${eventText(logged)}\n`);
    },
    close: () => closeSync(file),
  };
}

/** Whether the writer before was killed within a line. */
function isTorn(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}

const NEWLINE = 0x0a;

/** An event as its line in the log, without the end of the line. */
export const eventText = (event: LoggedEvent): string => JSON.stringify(event, withNames);

/** JSON has no numbers that are not finite; the log names them. */
const NAMED: Readonly<Record<string, number>> = { NaN: NaN, inf: Infinity, '-inf': -Infinity };

function withNames(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Object.keys(NAMED).find((name) => Object.is(NAMED[name], value));
}

const withNumbers = (key: string, value: unknown): unknown =>
  typeof value === 'string' && key !== 'host' && Object.hasOwn(NAMED, value) ? NAMED[value] : value;

/** The events of a log so far, in order; lines that are torn or unknown are passed over. None where there is no log. */
export async function readEvents(path: string): Promise<readonly LoggedEvent[]> {
  return (await readOn(path, START)).events;
}

/** How far a reader is: bytes that it has seen whole lines of. */
interface Place {
  readonly offset: number;
}

const START: Place = { offset: 0 };

/** What was appended after a place, up to the last whole line. */
async function readOn(path: string, { offset }: Place): Promise<Place & { events: readonly LoggedEvent[] }> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return { offset, events: [] };
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - offset)), {
      position: offset,
    });
    const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1);
    return { offset: offset + whole.length, events: whole.toString().split('\n').flatMap(parsed) };
  } finally {
    await file.close();
  }
}

function parsed(line: string): readonly LoggedEvent[] {
  try {
    const value: unknown = JSON.parse(line, withNumbers);
    return isEvent(value) ? [value] : [];
  } catch {
    return [];
  }
}

const isEvent = (value: unknown): value is LoggedEvent =>
  typeof value === 'object' && value !== null && 'event' in value && 'at' in value;

/** Between two looks at a log that is followed. */
const LOOK_MILLISECONDS = 200;

/**
 * The events of a log, those to come included, until the stage has ended or `isOver` says that nobody writes any more.
 */
export async function* followEvents(
  path: string,
  isOver: () => Promise<boolean>,
): AsyncGenerator<LoggedEvent, void> {
  let place = START;
  for (;;) {
    const over = await isOver();
    const { events, offset } = await readOn(path, place);
    yield* events;
    if (over || events.at(-1)?.event === 'ended') return;
    place = { offset };
    await setTimeout(LOOK_MILLISECONDS);
  }
}
