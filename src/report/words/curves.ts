/** Names of curves in legends. */
import type { LearningRateCurve, LossCurve } from '../../results/curves.js';
import { declarationOf } from '../../stages/index.js';
import { TASKS } from '../../tasks/index.js';

/** "Pre-training". */
export const trainingTitle = ({ kind }: Pick<LearningRateCurve, 'kind'>): string =>
  declarationOf(kind)?.training?.title ?? kind;

/** "pre-training · warmup-cosine", "fine-tuning · warmup-linear (SST-2)". */
export function rateLabel({ kind, schedule, task }: LearningRateCurve): string {
  const of = task === null ? '' : ` (${TASKS[task].title})`;
  return `${trainingTitle({ kind }).toLowerCase()} · ${schedule}${of}`;
}

/** Names in a legend, beyond which they are counted. */
const SHOWN = 3;

/** "reference, heads=8": the variants that share a curve. */
export function lossLabel({ variants }: Pick<LossCurve, 'variants'>): string {
  const shown = variants.length > SHOWN ? variants.slice(0, SHOWN - 1) : variants;
  const rest = variants.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}
