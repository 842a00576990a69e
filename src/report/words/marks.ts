/** What is special about the data, in one line. */
import type { SpecialData } from '../../results/data.js';
import { TASKS } from '../../tasks/index.js';
import type { TaskName } from '../../tasks/index.js';
import { dataName } from './data.js';
import { grouped } from './numbers.js';

/** Null: nothing is. */
export function markOf(special: SpecialData): string | null {
  const sentences = [
    ...syntheticText(special.synthetic),
    ...unverifiedText(special.unverified),
    ...truncationText(special),
  ];
  return sentences.length === 0 ? null : `${sentences.join('. ')}.`;
}

function syntheticText({ corpus, tasks }: SpecialData['synthetic']): readonly string[] {
  const what = [...(corpus ? ['books'] : []), ...(tasks ? ['tasks'] : [])];
  return what.length === 0 ? [] : [`Synthetic data: ${what.join(' and ')} of the generated miniature`];
}

const unverifiedText = (data: SpecialData['unverified']): readonly string[] =>
  data.length === 0 ? [] : [`Unverified data: ${data.map(dataName).join(', ')}`];

function truncationText(special: SpecialData): readonly string[] {
  const { trainLimits, taskLimits, evaluateLimit } = special;
  const limits = trainLimits.filter((limit) => limit !== null).map(grouped);
  const orAll = limits.length < trainLimits.length ? ' or all' : '';
  const single = Object.entries(taskLimits).map(
    ([task, limit]) => `fine-tuned on at most ${grouped(limit)} examples of ${TASKS[task as TaskName].title}`,
  );
  const parts = [
    ...(limits.length === 0
      ? []
      : [`fine-tuned on at most ${limits.join(' or ')} examples${orAll} per task`]),
    ...single,
    ...(evaluateLimit === null ? [] : [`evaluated on at most ${grouped(evaluateLimit)} examples per split`]),
  ];
  return parts.length === 0 ? [] : [`Truncated data: ${parts.join(', ')}`];
}
