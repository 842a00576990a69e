/** The verdict of `reprise verify resume` in words. */
import { join } from 'node:path';
import type { ResumeVerdict } from '../../verify/resume.js';
import { formatBytes } from '../../amounts.js';
import { counted, red } from './print.js';

interface Checked {
  /** Of the experiment. */
  readonly name: string;
  readonly seed: number;
  /** Where both runs are. */
  readonly scratch: string;
}

export const resumeText = (verdict: ResumeVerdict, checked: Checked): string =>
  verdict.differences.length === 0 ? sameness(checked, verdict) : difference(checked, verdict);

function sameness({ name, seed }: Checked, verdict: ResumeVerdict): string {
  const { kills, stops, lives, halfWritten, stages, artifacts, bytes, metrics, predictions } = verdict;
  return (
    `${name} was interrupted ${counted(kills, 'time')} at moments drawn with seed ${seed}, ${stops} of them by a request ` +
    `to stop, which it met, and ${kills - stops} by a kill, ${halfWritten} of these while a file was half written, and brought from nothing to its end ${counted(lives, 'time')}: all ${stages} stages, ` +
    `${artifacts} artifacts (${formatBytes(bytes)}), ${metrics} metric rows and ${predictions} predictions are the ` +
    'same as those of the run that was left alone, byte for byte.'
  );
}

const difference = ({ name, scratch }: Checked, { kills, differences }: ResumeVerdict): string =>
  [
    `${red('DIFFERENT')}  ${name}, interrupted ${counted(kills, 'time')}, is not what it is when left alone:`,
    ...differences.map((line) => `  ${line}`),
    `Both are kept: ${join(scratch, 'whole')} and ${join(scratch, 'killed')}.`,
  ].join('\n');
