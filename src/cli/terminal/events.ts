/** `reprise show STAGE --log`: the event log of a stage as a table that grows line by line. */
import { eventText, followEvents, readEvents } from '../../run/events.js';
import type { LoggedEvent, StageEnded } from '../../run/events.js';
import { isHeld } from '../../run/hold.js';
import { formatSeconds } from '../../amounts.js';
import { keptText } from './kept.js';
import { bold, counted, print } from './print.js';

interface Printing {
  /** Events as they stand in the log. */
  readonly json: boolean;
  /** Go on until the stage has ended, or no run holds the results any more. */
  readonly follow: boolean;
  /** The results folder. */
  readonly results: string;
}

export async function printEvents(log: string, { json, follow, results }: Printing): Promise<void> {
  const isOver = async (): Promise<boolean> => !(await isHeld(results));
  const events = follow ? followEvents(log, isOver) : await readEvents(log);
  let count = 0;
  for await (const event of events) {
    if (count === 0 && !json) print(bold(lineOf(HEADING)));
    count += 1;
    print(json ? eventText(event) : lineOf(cellsOf(event)));
  }
  if (count === 0 && !json) print('There is no event log of this stage: it never began, or gc removed it.');
}

/** Columns, as wide as what they hold at most; lines come one by one, so that no width can wait for the last. */
const HEADING = ['time', 'event', 'step', 'loss', 'learning rate', 'gradient norm', 'tokens/s'];
const WIDTHS = [19, 8, 13, 10, 13, 13, 10];

const lineOf = (cells: readonly string[]): string =>
  cells
    .map((cell, column) =>
      column < 2 ? cell.padEnd(WIDTHS[column] ?? 0) : cell.padStart(WIDTHS[column] ?? 0),
    )
    .join('  ')
    .trimEnd();

function cellsOf(logged: LoggedEvent): readonly string[] {
  const head = [logged.at.slice(0, 19).replace('T', ' '), logged.event];
  switch (logged.event) {
    case 'started':
      return [...head, `on ${logged.host}, ${counted(logged.threads, 'thread')}`];
    case 'threads':
      return [...head, `${counted(logged.threads, 'thread')} from here`];
    case 'resumed':
      return [...head, `after ${logged.step}`];
    case 'ended':
      return [...head, endText(logged)];
    case 'step':
      return [
        ...head,
        `${logged.step}/${logged.steps}`,
        numberText(logged.loss, 4),
        logged.learningRate.toExponential(3),
        numberText(logged.gradientNorm, 4),
        logged.tokensPerSecond === null ? '–' : numberText(logged.tokensPerSecond, 0),
      ];
    default: // of a later version
      return head;
  }
}

const endText = ({ status, seconds, kept }: StageEnded): string =>
  `${status}, ${formatSeconds(seconds)}${kept === undefined ? '' : `, ${keptText(kept)}`}`;

/** Infinity is "inf", as in divergences. */
const numberText = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : String(value).replace('Infinity', 'inf');
