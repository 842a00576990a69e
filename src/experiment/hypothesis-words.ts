/** What a hypothesis expects, in words: for lists, and beside the numbers that judge it. */
import type { Hypothesis, Level } from './schema.js';

/** E.g. "finetune.initFrom: pretraining better than scratch, on each task". */
export function expectationText(hypothesis: Hypothesis): string {
  const { factor, reason = '' } = hypothesis;
  if (hypothesis.expect === 'untested') return `not tested here: ${reason}`;
  const subject = factor === undefined ? '' : `${factor}: `;
  if (hypothesis.expect === 'same-parameters')
    return `${subject}the same number of parameters at every level`;
  return `${subject}${relation(hypothesis)}, ${judgedOn(hypothesis)}`;
}

function relation({ expect, level, reference, levels = [], margin = 0, measure }: Hypothesis): string {
  const amount = `${margin} ${isOfLoss(measure) ? 'nats' : margin === 1 ? 'point' : 'points'}`;
  const more = margin === 0 ? '' : ` by more than ${amount}`;
  switch (expect) {
    case 'better':
      return `${levelText(level)} better than ${levelText(reference)}${more}`;
    case 'non-inferior':
      return `${levelText(level)} non-inferior to ${levelText(reference)}, margin ${amount}`;
    case 'equivalent':
      return `${levelText(level)} equivalent to ${levelText(reference)}, margin ±${amount}`;
    case 'near-best':
      return `${levelText(level)} non-inferior to every other level, margin ${amount}`;
    default:
      return `${levels.map(levelText).join(', ')}, each better than the one before${more}`;
  }
}

function judgedOn({ measure, tasks, aggregate }: Hypothesis): string {
  if (measure === 'loss') return 'by the held-out loss of pre-training';
  if (measure === 'extrapolation')
    return 'by the rise of the held-out loss from the trained to the longest context length';
  const which = tasks === undefined ? '' : ` (${tasks.join(', ')})`;
  return aggregate === 'mean' ? `on the mean over the tasks${which}` : `on each task${which}`;
}

/** Whether it is measured on the corpus, in nats, and not on tasks. */
export const isOfLoss = (measure: Hypothesis['measure']): boolean =>
  measure === 'loss' || measure === 'extrapolation';

/** As files write it: null is a level. */
export const levelText = (level: Level | undefined): string => String(level);
