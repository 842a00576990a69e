/** Benchmarks: one number over several tasks, as their users average them. */
import type { TaskName } from './index.js';

export interface Benchmark {
  readonly title: string;
  /** Each counts once, by the mean of its columns in the table. */
  readonly tasks: readonly TaskName[];
  /** The paper's figure, a share of 1. */
  readonly published: number | null;
  /** What a reader of that figure must know, a sentence. */
  readonly note: string;
}

export const BENCHMARKS = {
  glue: {
    title: 'GLUE',
    tasks: ['cola', 'sst-2', 'mrpc', 'sts-b', 'qqp', 'mnli', 'qnli', 'rte'],
    published: 0.747,
    note:
      'The published figure is that of the paper’s Table 5, an unweighted mean over these eight tasks in these metrics, on ' +
      'the test sets; the 72.8 that it gives as its score of the benchmark also counts WNLI and second metrics.',
  },
} as const satisfies Readonly<Record<string, Benchmark>>;
