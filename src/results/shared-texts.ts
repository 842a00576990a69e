/** How the examples behind a table share texts, for those who read it. */
import { stagesYielding } from '../stages/index.js';
import { TASKS } from '../tasks/index.js';
import type { Column } from './columns.js';
import { isDone } from './recorded.js';
import type { Recorded } from './recorded.js';
import { predictionsOf } from './scores.js';
import { textsOf } from './texts.js';

/** How a column's examples share texts. */
export interface SharedTexts {
  /** Of the column. */
  readonly label: string;
  /** The field whose text they share. */
  readonly by: string;
  /** Evaluated. */
  readonly examples: number;
  /** Different texts; null: no run recorded them. */
  readonly texts: number | null;
}

/** Of the columns where some example shares its text, or nobody knows whether one does. */
export function sharedTexts(recorded: Recorded, columns: readonly Column[]): readonly SharedTexts[] {
  return columns.flatMap((column): SharedTexts[] => {
    const { task, label } = column;
    const { shared: by } = TASKS[task];
    const evaluated = stagesYielding(recorded.plan.stages, 'scores').find(
      ({ key, spec }) => spec.task === task && isDone(recorded, key),
    );
    if (by === null || evaluated === undefined) return [];
    const predictions = predictionsOf(recorded, evaluated.key, column);
    const texts = textsOf(recorded, { task, stage: evaluated.key }, predictions);
    const different = texts === null ? null : new Set(texts).size;
    const examples = predictions.length;
    return different === examples ? [] : [{ label, by, examples, texts: different }];
  });
}
