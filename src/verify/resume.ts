/**
 * Is a run that was killed or stopped the same as one that was not? The experiment runs whole once; then again and
 * again, each time killed, or asked to stop, at a drawn moment, until it ends; a run that ended too early for all kills
 * begins anew. Every such life is compared with the whole run, byte for byte.
 */
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import { randomStream } from '../random/stream.js';
import type { RandomStream } from '../random/stream.js';
import { compareResults, draftsBelow } from './compare.js';
import type { Comparison } from './compare.js';
import { runProgram } from './program.js';
import type { Kill, Run } from './program.js';

export interface ResumeCheck {
  /** Absolute. */
  readonly file: string;
  readonly set: readonly string[];
  /** Folder of the data sets. */
  readonly datasets: string;
  /** An empty folder for the projects of both runs. */
  readonly scratch: string;
  readonly kills: number;
  /** Of the moments. */
  readonly seed: number;
  readonly tell: (line: string) => void;
  readonly interruption: AbortSignal;
}

/** How often, all lives together. */
interface Counts {
  /** Stops included. */
  readonly kills: number;
  /** Kills that were requests to stop, and ended in order. */
  readonly stops: number;
  /** Kills that found a file of artifacts half written. */
  readonly halfWritten: number;
}

export interface ResumeVerdict extends Comparison, Counts {
  /** Times that the experiment was brought from nothing to its end. */
  readonly lives: number;
}

/** Share of the kills that wait for a file that is being written: a checkpoint, weights, tokens. */
const WRITING_SHARE = 1 / 4;

/** Share of the kills that ask to stop; a third of those does not wait for it long, as a supervisor does not. */
const STOP_SHARE = 1 / 2;
const IMPATIENT_SHARE = 1 / 3;

/** Share of the kills that fall before the first stage: while the database is opened, locks are taken, data is read. */
const EARLY_SHARE = 1 / 8;

/** Stops at the first difference. Throws UserError where the experiment cannot be run at all, and on an interruption. */
export async function verifyResume(check: ResumeCheck): Promise<ResumeVerdict> {
  const whole = await makeProject(check, 'whole');
  await run(whole, null, { check, verb: 'plan' }); // generates the data that is missing, which no later run has to
  const measured = await run(whole, null, { check, verb: 'run' });
  if (measured.code !== EXIT.ok)
    throw new UserError(`The experiment does not run even undisturbed:\n${measured.messages.trim()}`);
  const startUp = measured.startUp ?? measured.seconds;
  check.tell(`The whole run took ${measured.seconds.toFixed(1)} s, ${startUp.toFixed(1)} s of it to start.`);
  const times = { startUp, work: measured.seconds - startUp };
  const stream = randomStream('verify resume', check.seed);
  let verdict: ResumeVerdict = { ...NOTHING_YET };
  while (verdict.kills < check.kills && verdict.differences.length === 0) {
    const life = await live(check, { stream, times, killsBefore: verdict.kills });
    const counts = {
      kills: verdict.kills + life.kills,
      stops: verdict.stops + life.stops,
      halfWritten: verdict.halfWritten + life.halfWritten,
    };
    const differences = life.failure ?? (await compareResults(results(whole), results(life.project)));
    verdict = { ...differences, ...counts, lives: verdict.lives + 1 };
  }
  return verdict;
}

const NOTHING_COMPARED: Comparison = {
  stages: 0,
  artifacts: 0,
  bytes: 0,
  metrics: 0,
  predictions: 0,
  differences: [],
};
const NOTHING_YET: ResumeVerdict = { ...NOTHING_COMPARED, kills: 0, stops: 0, halfWritten: 0, lives: 0 };

const results = (project: string): string => join(project, 'results');

/** A project of its own, with the data of the real one. */
async function makeProject({ scratch, datasets }: ResumeCheck, name: string): Promise<string> {
  const project = join(scratch, name);
  await rm(project, { recursive: true, force: true, maxRetries: 10 });
  await mkdir(project);
  await symlink(datasets, join(project, 'datasets'));
  return project;
}

const TYPED = { plan: [], run: ['--no-report'] };

async function run(
  project: string,
  kill: Kill | null,
  { check, verb }: { check: ResumeCheck; verb: keyof typeof TYPED },
): Promise<Run> {
  const { file, set, interruption } = check;
  const options = set.flatMap((option) => ['--set', option]);
  const typed = [verb, file, ...TYPED[verb], '--root', project, ...options];
  const ended = await runProgram(typed, { kill, interruption });
  if (interruption.aborted) throw new UserError('Interrupted.', EXIT.interrupted);
  return ended;
}

interface Circumstances {
  readonly stream: RandomStream;
  readonly times: { readonly startUp: number; readonly work: number };
  readonly killsBefore: number;
}

interface Life extends Counts {
  readonly project: string;
  /** Null: it came to its end. */
  readonly failure: Comparison | null;
}

/** From nothing to the end, killed as often as the moments drawn come before it and kills are left. */
async function live(check: ResumeCheck, { stream, times, killsBefore }: Circumstances): Promise<Life> {
  const project = await makeProject(check, 'killed');
  const halfWritten = new Set<string>();
  let stops = 0;
  for (let kills = 0; ;) {
    const isSpared = killsBefore + kills === check.kills;
    const isWriting = async (): Promise<boolean> =>
      (await draftsBelow(results(project))).some((draft) => !halfWritten.has(draft));
    const kill = isSpared ? null : drawKill(stream, times, isWriting);
    const { code, messages, seconds } = await run(project, kill, { check, verb: 'run' });
    const life = { project, kills, stops, halfWritten: halfWritten.size };
    const isStopped = kill?.signal === 'SIGTERM' && code === EXIT.interrupted;
    if (code === EXIT.ok) return { ...life, failure: null };
    if (code !== null && !isStopped) return { ...life, failure: stuck(kills, messages) };
    kills += 1;
    if (isStopped) stops += 1;
    for (const draft of await draftsBelow(results(project))) halfWritten.add(draft);
    const whom = kill?.whom === 'run' ? 'the run alone' : 'the run and its workers';
    const how = isStopped ? `${whom}, asked to stop` : whom;
    check.tell(`kill ${killsBefore + kills} of ${check.kills}: ${how}, after ${seconds.toFixed(2)} s`);
  }
}

/** Moments in the work lie closer together early on, so that a run gets on by little at a time and any part is met. */
function drawKill(
  stream: RandomStream,
  { startUp, work }: Circumstances['times'],
  isWriting: Kill['once'],
): Kill {
  const [isEarly, waits] = [stream.uniform() < EARLY_SHARE, stream.uniform() < WRITING_SHARE];
  const share = stream.uniform();
  const after = isEarly ? startUp * share : startUp + work * share ** 3;
  const whom = stream.pick(['group', 'run'] as const);
  const [asks, isImpatient, wait] = [
    stream.uniform() < STOP_SHARE,
    stream.uniform() < IMPATIENT_SHARE,
    stream.uniform(),
  ];
  if (!asks) return { after, signal: 'SIGKILL', whom, patience: null, once: waits ? isWriting : always };
  return {
    after,
    signal: 'SIGTERM',
    whom,
    patience: isImpatient ? MOST_PATIENT * wait ** 2 : null,
    once: always,
  };
}

/** Seconds; a small model keeps its step in less. */
const MOST_PATIENT = 0.5;

const always = (): Promise<boolean> => Promise.resolve(true);

const stuck = (kills: number, messages: string): Comparison => ({
  ...NOTHING_COMPARED,
  differences: [`after ${kills} kills the run did not go on; it said: ${messages.trim()}`],
});
