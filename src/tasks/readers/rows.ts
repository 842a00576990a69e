/** Collects the rows of one split: what was accepted, what was rejected and why. */
import { join } from 'node:path';
import { EXIT, UserError } from '../../failure.js';
import { MAX_REJECTED_SHARE } from '../task.js';
import type { Example, RejectedRow, Split } from '../task.js';

const SHOWN = 5;

/** Of rejected rows, after which a file in which they are too many so far is read no further. */
const ENOUGH = 100_000;

export class RowCollector {
  private readonly examples: Example[] = [];
  private readonly rejected: RejectedRow[] = [];
  private unlabelled = 0;

  /** `folder`: for messages. */
  constructor(private readonly folder: string) {}

  accept(example: Example): void {
    this.examples.push(example);
  }

  /** Lines count from 1. `file` is relative to the task's folder. Throws UserError where these are far too many. */
  reject(file: string, line: number, reason: string): void {
    this.rejected.push({ file, line, reason });
    if (this.rejected.length > ENOUGH) this.check('the first ');
  }

  skipUnlabelled(): void {
    this.unlabelled += 1;
  }

  /** Throws UserError where more than MAX_REJECTED_SHARE of the rows were rejected. */
  finish(): Split {
    this.check();
    const { examples, rejected, unlabelled } = this;
    return { examples, rejected, unlabelled };
  }

  private check(which = ''): void {
    const { folder, examples, rejected, unlabelled } = this;
    const rows = examples.length + rejected.length + unlabelled;
    if (rejected.length > MAX_REJECTED_SHARE * rows) throw tooManyRejected(folder, rejected, { rows, which });
  }
}

/** The one problem of a text field, or null: fields must say something, and "n/a" says nothing. */
export function problemOfText(name: string, text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return `${name} is empty`;
  return trimmed.toLowerCase() === 'n/a' ? `${name} is "n/a"` : null;
}

function tooManyRejected(
  folder: string,
  rejected: readonly RejectedRow[],
  { rows, which }: { rows: number; which: string },
): UserError {
  const share = ((100 * rejected.length) / rows).toFixed(1);
  const shown = rejected
    .slice(0, SHOWN)
    .map(({ file, line, reason }) => `  ${join(folder, file)}:${line}: ${reason}`);
  const more = rejected.length > SHOWN ? [`  … and ${rejected.length - SHOWN} more`] : [];
  return new UserError(
    [
      `${rejected.length} of ${which}${rows} rows (${share} %) were rejected; at most ${100 * MAX_REJECTED_SHARE} % may be:`,
      ...shown,
      ...more,
      'Check that these are the original files of this task, unchanged.',
    ].join('\n'),
    EXIT.usage,
  );
}
