/** What was run, and what became of it. */
import { formatSeconds } from '../../amounts.js';
import type { Failure, RunCounts, StateCounts } from '../../results/counts.js';
import type { Line } from './line.js';
import { grouped } from './numbers.js';

export function runLines({
  trials,
  stages,
  seconds,
  truncated,
  rejected,
  unlabelled,
}: RunCounts): readonly Line[] {
  const cut = `${grouped(truncated.cut)} of ${grouped(truncated.examples)} examples`;
  return [
    { label: 'Trials', value: `${stateText(trials)} (one trial per variant and seed)` },
    { label: 'Stages', value: `${stateText(stages)} (a stage that trials share runs once)` },
    { label: 'Compute time', value: `${formatSeconds(seconds)} in total, summed over parallel workers` },
    ...(truncated.cut === 0 ? [] : [{ label: 'Truncated inputs', value: cut }]),
    ...countLine('Rejected rows', rejected),
    ...countLine('Rows without a label', unlabelled),
  ];
}

const countLine = (label: string, count: number): readonly Line[] =>
  count === 0 ? [] : [{ label, value: `${grouped(count)}, summed over stages` }];

function stateText({ total, done, failed, diverged, missing }: StateCounts): string {
  const rest = Object.entries({ failed, diverged, missing })
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  return [`${grouped(done)} of ${grouped(total)} done`, ...rest].join(', ');
}

/** A sentence; null: all trials are done. */
export function incompleteText({ total, done, failed, diverged, missing }: StateCounts): string | null {
  if (done === total) return null;
  return `Incomplete: ${done} of ${total} trials are done; ${failed} failed, ${diverged} diverged, ${missing} missing.`;
}

export const errorText = ({ error }: Failure): string => error ?? 'No reason was recorded.';

export const trialsText = ({ trials }: Failure): string =>
  trials.map(({ variant, seed }) => `${variant}, seed ${seed}`).join('; ');
