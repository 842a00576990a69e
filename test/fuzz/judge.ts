/** What may not be, whatever was typed: each a sentence about an outcome. */
import { EXIT } from '../../src/failure.js';
import type { Outcome } from './program.js';

export interface Run {
  readonly typed: readonly string[];
  readonly outcome: Outcome;
  /** Paths below the case's folder that the program changed. */
  readonly changes: readonly string[];
}

type Rule = (run: Run, exits: readonly number[]) => string | null;

const KILLED = {
  seconds: 'it did not end in time',
  bytes: 'it took too much memory',
  output: 'it flooded the output',
} as const;

/** What betrays that a value was printed that nobody meant to print. */
const BETRAYALS =
  /^ {2,}at (?:\S+ \(|async |file:|node:|\/)|fault of Reprise|MODULE_NOT_FOUND|\bundefined\b|\[object \w+\]|\b(?:Range|Type|Reference|Syntax)Error\b|UnhandledPromise|\bheap out of memory\b|Assertion/m;

/** C0 without tab and line feed, DEL, C1: what a terminal obeys. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

const quoted = (text: string): string => JSON.stringify(text.slice(0, 160));

const around = (text: string, at: number): string => quoted(text.slice(Math.max(0, at - 60), at + 100));

function found(pattern: RegExp, { outcome: { out, err } }: Run, said: string): string | null {
  for (const text of [err, out]) {
    const match = pattern.exec(text);
    if (match !== null) return `${said}: ${around(text, match.index)}`;
  }
  return null;
}

/** Where a verb may write. */
const WRITABLE: Readonly<Record<string, RegExp>> = {
  import: /^root\/datasets\/[^/]+(\/(data|download)(\/|$)|$)/,
  report: /^root\/(reports|results)(\/|$)/,
};
/** Reading a database leaves its log beside it. */
const ALWAYS = /^root\/results(\/|$)/;

/** The folder in which imports are made may stay. */
const isMore = (path: string): boolean => !/^root\/datasets\/[^/]+\/download$/.test(path);

const RULES: readonly Rule[] = [
  ({ outcome: { killed } }) => (killed === null ? null : KILLED[killed]),
  ({ outcome: { code, killed } }, exits) =>
    killed !== null || (code !== null && exits.includes(code)) ? null : `it ended with ${code}`,
  // What differs is the answer that was asked for.
  ({ outcome: { code, out, err } }) =>
    code !== 0 && code !== null && (code === EXIT.differs ? out : err).trim() === ''
      ? 'it refused without a word'
      : null,
  (run) => found(BETRAYALS, run, 'it says what no user should read'),
  (run) => found(CONTROL, run, 'it prints a control character'),
  ({ typed: [verb = '', action = ''], changes }) => {
    const own = WRITABLE[verb === 'data' ? action : verb];
    const astray = changes.find((path) => !ALWAYS.test(path) && own?.test(path) !== true);
    return astray === undefined ? null : `it changed ${astray}`;
  },
  ({ typed, outcome: { code, killed }, changes }) =>
    typed[1] === 'import' && code !== 0 && killed === null && changes.some(isMore)
      ? `it refused, and changed ${changes.find(isMore)}`
      : null,
];

/** The faults of a run. */
export const faultsOf = (run: Run, exits: readonly number[]): readonly string[] =>
  RULES.map((rule) => rule(run, exits)).filter((fault) => fault !== null);
