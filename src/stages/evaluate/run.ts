/** Stage: predictions and metrics of a fine-tuned model on every evaluation split of its task that is there. */
import { tidy } from '@tensorflow/tfjs-core';
import { openEngine } from '../../engines/open.js';
import { openModel } from '../../models/gpt/network.js';
import { disposeWeights, openWeights } from '../../models/gpt/weights.js';
import type { Stage, StageSpec } from '../../plan/plan.js';
import type { Prediction, SampleInput } from '../result.js';
import { TASKS } from '../../tasks/index.js';
import { labelText, outputsOf } from '../../tasks/task.js';
import type { Task } from '../../tasks/task.js';
import { openTokenizer } from '../../tokenizer/open.js';
import type { Tokenizer } from '../../tokenizer/tokenizer.js';
import { headOf, scores } from '../classification.js';
import type { Classification } from '../classification.js';
import { encodeExample } from '../encoding.js';
import type { EncodedExample, Encoding } from '../encoding.js';
import { evaluationFacts, readEvaluation } from '../examples.js';
import type { EvaluationSplit } from '../examples.js';
import { classShares, taskMetrics } from '../metrics.js';
import type { RunStage, StageContext } from '../stage.js';
import { loadTrained } from '../trained.js';

type EvaluateSpec = Extract<StageSpec, { kind: 'evaluate' }>;

interface EncodedSplit extends EvaluationSplit {
  readonly encoded: readonly EncodedExample[];
}

export const runEvaluate: RunStage<'evaluate'> = async (stage, context) => {
  const { spec } = stage;
  const tokenizer = await openTokenizer(context.artifacts(spec.tokenize));
  const splits = await readSplits(spec, context, tokenizer);
  const predictions = await predictAll(stage, context, splits);
  const task = TASKS[spec.task];
  const names = splits.map(({ name }) => name);
  return {
    metrics: taskMetrics(predictions, names, task.metrics),
    predictions,
    facts: {
      ...evaluationFacts(splits),
      truncatedExamples: splits.flatMap(({ encoded }) => encoded).filter(({ truncated }) => truncated).length,
      ...classShares(predictions, names, task.output),
      ...sampleFact(splits, task, tokenizer),
    },
  };
};

async function readSplits(
  spec: EvaluateSpec,
  context: StageContext,
  tokenizer: Tokenizer,
): Promise<EncodedSplit[]> {
  const { inputFormat: format, model } = spec;
  const encoding: Encoding = { task: TASKS[spec.task], tokenizer, format, context: model.contextLength };
  const splits = await readEvaluation(spec, context);
  return splits.map((split) => ({
    ...split,
    encoded: split.examples.map((example) => encodeExample(example, encoding)),
  }));
}

async function predictAll(
  { spec }: Stage & { spec: EvaluateSpec },
  context: StageContext,
  splits: readonly EncodedSplit[],
): Promise<Prediction[]> {
  const task = TASKS[spec.task];
  const engine = await openEngine(context.engine);
  const weights = openWeights(await loadTrained(context.artifacts(spec.finetune)));
  const model = openModel(engine, spec.model, weights);
  const classification = { model, head: headOf(task, spec.inputFormat), classes: outputsOf(task.output) };
  const total = splits.reduce((sum, { encoded }) => sum + encoded.length, 0);
  const predictions: Prediction[] = [];
  try {
    for (const { name, encoded } of splits) {
      for (let from = 0; from < encoded.length; from += spec.batch) {
        predictions.push(...predictBatch(classification, name, encoded.slice(from, from + spec.batch)));
        context.progress(predictions.length, total);
      }
    }
  } finally {
    model.dispose();
    disposeWeights(weights);
  }
  return predictions;
}

function predictBatch(
  classification: Classification,
  split: string,
  batch: readonly EncodedExample[],
): Prediction[] {
  const { classes } = classification;
  const all = tidy(() => scores(classification, batch).slice());
  return batch.map(({ example: { id, label } }, i) => {
    const row = [...all.subarray(i * classes, (i + 1) * classes)];
    return { split, id, label, predicted: row.indexOf(Math.max(...row)), scores: row };
  });
}

/** The first example of the first split, as the model saw it. */
function sampleFact(
  splits: readonly EncodedSplit[],
  task: Task,
  tokenizer: Tokenizer,
): { sample?: SampleInput } {
  const first = splits.find(({ encoded }) => encoded.length > 0);
  if (first === undefined) return {};
  const { example, sequences } = first.encoded[0];
  const { id, fields } = example;
  const label = labelText(task.output, example.label);
  const entries = sequences.map((sequence) => [...sequence].map((token) => tokenizer.entry(token)));
  return { sample: { split: first.name, id, label, fields, sequences: entries } };
}
