/** What a claim expects, in words: for lists, and beside the numbers that judge it. */
import type { Claim, Level } from './schema.js';

/** E.g. "finetune.from: pretraining better than scratch, on each task". */
export function expectationText(claim: Claim): string {
  const { factor, reason = '' } = claim;
  if (claim.expect === 'untested') return `not tested here: ${reason}`;
  const subject = factor === undefined ? '' : `${factor}: `;
  if (claim.expect === 'same-parameters') return `${subject}as many parameters at every level`;
  return `${subject}${relation(claim)}, ${judgedOn(claim)}`;
}

function relation({ expect, of, than, levels = [], margin = 0, measure }: Claim): string {
  const amount = `${margin} ${measure === 'loss' ? 'nats' : margin === 1 ? 'point' : 'points'}`;
  const more = margin === 0 ? '' : `by more than ${amount} `;
  switch (expect) {
    case 'better':
      return `${levelText(of)} ${more}better than ${levelText(than)}`;
    case 'not-worse':
      return `${levelText(of)} less than ${amount} worse than ${levelText(than)}`;
    case 'equal':
      return `${levelText(of)} within ±${amount} of ${levelText(than)}`;
    case 'near-best':
      return `${levelText(of)} less than ${amount} worse than any other level`;
    default:
      return `${levels.map(levelText).join(', ')}, each ${more}better than the one before`;
  }
}

function judgedOn({ measure, tasks, over }: Claim): string {
  if (measure === 'loss') return 'by the held-out loss of pre-training';
  const which = tasks === undefined ? '' : ` (${tasks.join(', ')})`;
  return over === 'mean' ? `on the mean over the tasks${which}` : `on each task${which}`;
}

/** As files write it: null is a level. */
export const levelText = (level: Level | undefined): string => String(level);
