/** Columns and rows of score tables in words. */
import type { Column } from '../../results/columns.js';
import type { RowName } from '../../results/evaluations.js';
import { METRICS } from '../../statistics/metrics.js';
import type { ScoreMetric } from '../../statistics/metrics.js';

const ARROWS: Readonly<Record<ScoreMetric['direction'], string>> = { higher: '↑', lower: '↓' };

export const hasCorrelations = (columns: readonly Column[]): boolean =>
  columns.some(({ metric }) => METRICS[metric].least < 0);

/** "percent", of scores. */
export const scoreUnit = (columns: readonly Column[]): string =>
  hasCorrelations(columns) ? 'percent; correlations × 100' : 'percent';

/** "percentage points", of differences of scores. */
export const differenceUnit = (columns: readonly Column[]): string =>
  hasCorrelations(columns) ? 'points (percent; correlations × 100)' : 'percentage points';

/** "accuracy ↑": the arrow points to what is better. */
export const metricHeading = ({ metric }: Column): string =>
  `${METRICS[metric].title} ${ARROWS[METRICS[metric].direction]}`;

/** "MNLI-m accuracy". */
export const columnName = ({ label, metric }: Column): string => `${label} ${METRICS[metric].title}`;

export const PUBLISHED_NAME = 'GPT-1, published';

/** "reference", "heads=8", "bag-of-words", "GPT-1, published (…)". */
export const rowLabel = ({ role, label }: RowName): string =>
  role === 'published' ? `${PUBLISHED_NAME} (117M parameters, BooksCorpus, full test sets)` : label;

export const CITATION =
  'A. Radford, K. Narasimhan, T. Salimans, I. Sutskever: Improving Language Understanding by Generative ' +
  'Pre-Training, OpenAI, 2018';
