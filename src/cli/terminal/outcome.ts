/** How a run ended, in a line, and each failure with its reason. */
import type { Outcome } from '../../run/scheduler.js';
import type { SessionOutcome } from '../../run/session.js';
import { formatSeconds } from '../../amounts.js';
import { bold, counted, print, printError, red } from './print.js';

export function printOutcome(outcome: SessionOutcome): void {
  print(outcome.pending === 0 ? nothingToDo(outcome) : summary(outcome));
  if (outcome.interrupted) return;
  for (const { stage, error } of outcome.failed) {
    printError('');
    printError(`${bold(red('failed'))}  ${stage.label} (${stage.key.slice(0, 10)})`);
    printError(error);
  }
}

const nothingToDo = ({ cached, diverged }: Outcome): string =>
  `Nothing to do: ${counted(cached, 'stage')} already done${diverged.length > 0 ? `, ${diverged.length} diverged` : ''}.`;

function summary(outcome: SessionOutcome): string {
  const { cached, done, failed, diverged, left, interrupted, seconds } = outcome;
  const parts = [
    `${counted(done, 'stage')} done`,
    ...(cached > 0 ? [`${cached} done before`] : []),
    ...(failed.length > 0 ? [red(`${failed.length} failed`)] : []),
    ...(diverged.length > 0 ? [red(`${diverged.length} diverged`)] : []),
    ...(left.length > 0 ? [`${left.length} not run`] : []),
  ];
  const stopped = interrupted ? ' Interrupted; what is done is kept, and the same command goes on.' : '';
  return `${parts.join(', ')} in ${formatSeconds(seconds)}.${stopped}`;
}
