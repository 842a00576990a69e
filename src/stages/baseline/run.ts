/** Stage: a predictor without a language model, trained and judged on the same examples as a fine-tuning. */
import { BASELINES } from '../../baselines/index.js';
import type { Prediction } from '../result.js';
import { TASKS } from '../../tasks/index.js';
import { drawn, evaluationFacts, readEvaluation, readTrain } from '../examples.js';
import { classShares, taskMetrics } from '../metrics.js';
import type { RunStage } from '../stage.js';
import type { BaselineSpec } from './declare.js';

export const run: RunStage<BaselineSpec> = async ({ spec }, context) => {
  const task = TASKS[spec.task];
  const train = await readTrain(spec, context);
  const examples = drawn(train.examples, { ...spec, wanted: spec.maxTrainExamples });
  const splits = await readEvaluation(spec, context);
  const predict = BASELINES[spec.method]({ task, examples, seed: spec.seed });
  const predictions = splits.flatMap((split): Prediction[] =>
    split.examples.map((example) => {
      const { predicted, scores } = predict(example);
      return { split: split.name, id: example.id, label: example.label, predicted, scores };
    }),
  );
  const names = splits.map(({ name }) => name);
  const { examples: evaluated, rejected, unlabelled } = evaluationFacts(splits);
  return {
    metrics: taskMetrics(predictions, names, task.metrics),
    predictions,
    facts: {
      examples: { train: examples.length, ...evaluated },
      rejected: { train: train.rejected.length, ...rejected },
      unlabelled: { train: train.unlabelled, ...unlabelled },
      ...classShares(predictions, names, task.output),
    },
  };
};
