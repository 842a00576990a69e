/** Runs that learned nothing: one prediction for every example. */
import type { TaskName } from '../tasks/index.js';
import { isConstant } from '../statistics/metrics.js';
import { evaluationsOf } from './evaluations.js';
import { isDone } from './recorded.js';
import type { Recorded } from './recorded.js';

/** Runs of a variant on a task that predict the same for all evaluated examples. */
export interface ConstantRuns {
  readonly variant: string;
  readonly task: TaskName;
  readonly seeds: readonly number[];
  /** Runs that are done. */
  readonly of: number;
}

/** Those that there are, in the order of the table. A baseline may be constant by design: the majority is. */
export function constantRuns(recorded: Recorded): readonly ConstantRuns[] {
  const { variants, experiment } = recorded.plan;
  return variants.flatMap(({ name: variant }) =>
    experiment.evaluate.tasks.flatMap((task): ConstantRuns[] => {
      const done = evaluationsOf(recorded, { role: 'variant', label: variant }, task).filter(({ stage }) =>
        isDone(recorded, stage.key),
      );
      const constant = done.filter(({ stage }) => isConstant(recorded.predictions.get(stage.key) ?? []));
      const seeds = constant.map(({ seed }) => seed);
      return seeds.length === 0 ? [] : [{ variant, task, seeds, of: done.length }];
    }),
  );
}
