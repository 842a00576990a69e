/** The row of Radford et al. 2018, from its tables 2 to 4; the figures themselves stand with each task. */
import { METRICS } from '../statistics/metrics.js';
import { TASKS } from '../tasks/index.js';
import type { Column } from './model.js';

export const PUBLISHED_LABEL = 'GPT-1, published (117M parameters, BooksCorpus, full test sets)';

export const CITATION =
  'A. Radford, K. Narasimhan, T. Salimans, I. Sutskever: Improving Language Understanding by Generative ' +
  'Pre-Training, OpenAI, 2018';

/** The published figure of a column, a share of 1; null: the paper has none. */
export function publishedFigure({ task, split, metric }: Column): number | null {
  const { metrics, splits, pooled } = TASKS[task];
  if (metric !== METRICS[metrics[0]].title) return null;
  const part = split === 'all' ? pooled : splits.find(({ name }) => name === split);
  return part?.published ?? null;
}
