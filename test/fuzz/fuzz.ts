/** Makes hostile cases by number, gives each to the real program, and judges what comes of it. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { plainProject, projectWithResults } from './base.js';
import type { FuzzCase } from './case.js';
import { ESCAPED } from './archives.js';
import { changesOf, digestOf, makeFolder, snapshotOf, UNTOUCHED } from './folder.js';
import { faultsOf } from './judge.js';
import { caseOf, kindOf, KINDS } from './kinds.js';
import type { KindName } from './kinds.js';
import { runProgram } from './program.js';
import type { Limits, Outcome } from './program.js';

export interface FuzzOptions {
  readonly seed: number;
  /** The numbers of the cases. */
  readonly numbers: readonly number[];
  /** The program's main module. */
  readonly main: string;
  /** A folder of its own; the cases that fail stay in it. */
  readonly folder: string;
  readonly limits: Limits;
  readonly atATime: number;
  readonly onResult?: (result: CaseResult, done: number) => void;
}

export interface Ran {
  readonly typed: readonly string[];
  readonly outcome: Outcome;
  readonly faults: readonly string[];
}

export interface CaseResult {
  readonly number: number;
  readonly kind: KindName;
  /** Where it lies; null: it went well and is gone. */
  readonly kept: string | null;
  readonly digest: string;
  readonly runs: readonly Ran[];
}

/** Seconds for making the results that some cases begin with: no case, and so under no limit of one. */
const PATIENCE = 600;

/** In the order of the numbers. */
export async function fuzz(options: FuzzOptions): Promise<readonly CaseResult[]> {
  const bases = basesOf(options);
  const results: CaseResult[] = [];
  const waiting = [...options.numbers];
  const work = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const result = await runCase(number, options, bases);
      results.push(result);
      options.onResult?.(result, results.length);
    }
  };
  await Promise.all(Array.from({ length: options.atATime }, work));
  return results.sort((a, b) => a.number - b.number);
}

/** The projects that cases begin with, each made when the first case asks for it. */
interface Bases {
  readonly plain: () => Promise<string>;
  readonly withResults: () => Promise<string>;
}

function basesOf({ folder, main, limits }: FuzzOptions): Bases {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [start, patient] = [
    { main, env: {} },
    { ...limits, seconds: PATIENCE },
  ];
  return {
    plain: once(() => plainProject(join(folder, 'plain'), start, patient)),
    withResults: once(() => projectWithResults(join(folder, 'with-results'), start, patient)),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function runCase(number: number, options: FuzzOptions, bases: Bases): Promise<CaseResult> {
  const kind = kindOf(number);
  const folder = join(options.folder, `case-${number}`);
  const hostile = caseOf(options.seed, number);
  await makeFolder(folder, await (KINDS[kind].hasResults ? bases.withResults() : bases.plain()), hostile);
  const runs = await runCommands(folder, hostile, { ...options, exits: KINDS[kind].exits });
  const isSound = runs.every(({ faults }) => faults.length === 0);
  if (isSound) rmSync(folder, { recursive: true, force: true });
  return { number, kind, kept: isSound ? null : folder, digest: digestOf(hostile), runs };
}

async function runCommands(
  folder: string,
  { commands }: FuzzCase,
  { main, limits, exits }: FuzzOptions & { readonly exits: readonly number[] },
): Promise<readonly Ran[]> {
  const runs: Ran[] = [];
  const env = Object.fromEntries(Object.entries(UNTOUCHED).map(([name, path]) => [name, join(folder, path)]));
  for (const typed of commands) {
    const before = snapshotOf(folder);
    const outcome = await runProgram(
      [...typed, '--root', '.'],
      { main, env, cwd: join(folder, 'root') },
      limits,
    );
    const changes = changesOf(before, snapshotOf(folder));
    const faults = faultsOf({ typed, outcome, changes }, exits);
    runs.push({ typed, outcome, faults: existsSync(ESCAPED) ? [...faults, `it made ${ESCAPED}`] : faults });
    if (outcome.code !== 0) break;
  }
  return runs;
}
