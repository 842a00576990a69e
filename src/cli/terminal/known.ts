/** What is known of data, in lines: which set it is, with the reasons, and what is odd about it. */
import type { Verification } from '../../datasets/verify.js';
import type { KnownData } from '../../run/inputs.js';
import { bold, red, yellow } from './print.js';
import { wrapped } from './wrap.js';

export const STATES: Readonly<Record<Verification['status'], string>> = {
  absent: 'absent',
  complete: 'complete',
  other: 'another set',
  unverified: 'unverified',
  unpinned: 'here',
  corrupt: 'corrupt',
  generated: 'generated',
};

type Known = Pick<Verification, 'status' | 'findings' | 'warnings'>;

/** Whether reports mark it. */
export const isMarked = ({ status }: Known): boolean =>
  !['absent', 'complete', 'unpinned', 'generated'].includes(status);

/** Whether there is something to say of it. */
export const isRemarkable = (known: Known): boolean => known.warnings.length > 0 || isMarked(known);

const WIDTH = 100;

export function knownLines(known: Known): readonly string[] {
  const { status, findings, warnings } = known;
  const style = status === 'corrupt' ? red : isMarked(known) ? yellow : plain;
  return [
    ...labelled({ label: STATES[status], text: findings.join(' '), style }),
    ...warnings.flatMap((text) => labelled({ label: 'warning', text, style: yellow })),
  ];
}

/** Of the data of an experiment, what there is something to say of; empty: nothing. */
export const remarkLines = (known: readonly KnownData[]): readonly string[] =>
  known
    .filter(isRemarkable)
    .flatMap((data) => [
      bold(`data ${data.task ?? `corpus ${data.name}`}`),
      ...knownLines(data).map((line) => `  ${line}`),
    ]);

const plain = (text: string): string => text;

interface Labelled {
  readonly label: string;
  readonly text: string;
  readonly style: (text: string) => string;
}

/** A sentence behind a word that says what it is about, on as many lines as it takes. */
function labelled({ label, text, style }: Labelled): readonly string[] {
  const [first = '', ...more] = wrapped(`${label}: ${text}`, WIDTH, '  ');
  return [`${style(first.slice(0, label.length))}${first.slice(label.length)}`, ...more];
}
