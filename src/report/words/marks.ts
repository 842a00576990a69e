/** What is special about the data, in one line. */
import type { SpecialData } from '../../results/data.js';
import { dataName } from './data.js';
import { grouped } from './numbers.js';

/** Null: nothing is. */
export function markOf({ synthetic, trainLimits, evaluateLimit, unverified }: SpecialData): string | null {
  const sentences = [
    ...syntheticText(synthetic),
    ...unverifiedText(unverified),
    ...truncationText(trainLimits, evaluateLimit),
  ];
  return sentences.length === 0 ? null : `${sentences.join('. ')}.`;
}

function syntheticText({ corpus, tasks }: SpecialData['synthetic']): readonly string[] {
  const what = [...(corpus ? ['books'] : []), ...(tasks ? ['tasks'] : [])];
  return what.length === 0 ? [] : [`Synthetic data: ${what.join(' and ')} of the generated miniature`];
}

const unverifiedText = (data: SpecialData['unverified']): readonly string[] =>
  data.length === 0 ? [] : [`Unverified data: ${data.map(dataName).join(', ')}`];

function truncationText(trained: SpecialData['trainLimits'], evaluated: number | null): readonly string[] {
  const limits = trained.filter((limit) => limit !== null).map(grouped);
  const orAll = limits.length < trained.length ? ' or all' : '';
  const parts = [
    ...(limits.length === 0
      ? []
      : [`fine-tuned on at most ${limits.join(' or ')} examples${orAll} per task`]),
    ...(evaluated === null ? [] : [`evaluated on at most ${grouped(evaluated)} examples per split`]),
  ];
  return parts.length === 0 ? [] : [`Truncated data: ${parts.join(', ')}`];
}
