/** What is wrong with an experiment: each problem with its place, a picture of the place, and the way out. */
import { EXIT, UserError } from '../failure.js';
import { position, type Place } from './source.js';

export interface Advice {
  /** What is wrong, a sentence. */
  readonly message: string;
  /** What was expected, or what to do; a sentence. */
  readonly hint: string | null;
}

export interface Problem extends Advice {
  /** Null: no place in a text, e.g. a file that is missing. */
  readonly place: Place | null;
}

/** All problems of one experiment in one message; exit code 2. */
export class ExperimentError extends UserError {
  /** In the order of the message: sources in turn, each from its top. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const ordered = inOrder(problems);
    super(render(ordered), EXIT.usage);
    this.problems = ordered;
  }
}

/** Problems without a place first, then source by source, each from its top. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const sources = [...new Set(problems.map(({ place }) => place?.source))];
  const rank = ({ place }: Problem) => (place === null ? -1 : sources.indexOf(place.source));
  return problems.toSorted((a, b) => rank(a) - rank(b) || (a.place?.start ?? 0) - (b.place?.start ?? 0));
}

const MOST_SHOWN = 25;
const FRAME_WIDTH = 100;
const LINES_AROUND = 2;

function render(problems: readonly Problem[]): string {
  const shown = problems.slice(0, MOST_SHOWN).map(renderOne);
  const hidden = problems.length - shown.length;
  if (hidden > 0) shown.push(`… and ${hidden} more.`);
  if (problems.length > 1) shown.push(`${problems.length} problems.`);
  return shown.join('\n\n');
}

function renderOne(problem: Problem): string {
  const { place, message, hint } = problem;
  const advice = hint === null ? [] : [`  ${hint}`];
  if (place === null) return [message, ...advice].join('\n');
  const { line, column } = position(place);
  return [`${place.source.name}:${line}:${column}  ${message}`, ...frame(place), ...advice].join('\n');
}

/** The lines around a place, the place underlined; long lines are cut to the part that matters. */
function frame(place: Place): string[] {
  if (place.source.text === '' || !place.source.isQuotable) return [];
  const { line, column } = position(place);
  const lines = place.source.text.split(/\r?\n/);
  const first = Math.max(1, line - LINES_AROUND);
  const last = Math.min(lines.length, line + LINES_AROUND);
  const digits = String(last).length;
  const from = column > FRAME_WIDTH - 20 ? column - FRAME_WIDTH / 2 : 0;
  const result: string[] = [];
  for (let number = first; number <= last; number++) {
    const mark = number === line ? '>' : ' ';
    const text = cut(lines[number - 1] ?? '', from);
    result.push(`${mark} ${String(number).padStart(digits)} | ${text}`.trimEnd());
    if (number === line) result.push(`  ${' '.repeat(digits)} | ${caret(place, column - from, text.length)}`);
  }
  return result;
}

function cut(line: string, from: number): string {
  const clean = line.replaceAll('\t', '→');
  const head = from > 0 ? '…' : '';
  const part = clean.slice(from + head.length, from + FRAME_WIDTH);
  return from > clean.length ? head : `${head}${part}${clean.length > from + FRAME_WIDTH ? '…' : ''}`;
}

function caret(place: Place, column: number, width: number): string {
  const firstLine = place.source.text.slice(place.start, place.end).split(/\r?\n/)[0] ?? '';
  const room = Math.max(1, width - column + 1);
  return ' '.repeat(column - 1) + '^'.repeat(Math.min(Math.max(1, firstLine.length), room));
}
