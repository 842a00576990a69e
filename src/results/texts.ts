/** The texts that evaluated examples share, as a run recorded them of the data. */
import { dataOf } from '../stages/index.js';
import type { Prediction } from '../stages/result.js';
import type { Texts } from '../statistics/texts.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import { exampleName } from './recorded.js';
import type { Recorded } from './recorded.js';

/** Of each prediction of a stage; null: they share some, and no run recorded which. */
export function textsOf(
  { stages, texts }: Recorded,
  { task, stage }: { readonly task: TaskName; readonly stage: string },
  predictions: readonly Prediction[],
): Texts | null {
  if (TASKS[task].shared === null) return predictions.map((_, index) => index);
  const spec = stages.get(stage)?.spec;
  const ofData = spec === undefined ? undefined : texts.get(dataOf(spec) ?? '');
  const found = predictions.flatMap(({ split, id }) => ofData?.get(exampleName(split, id)) ?? []);
  return found.length === predictions.length ? found : null;
}
