/** Stage: predictions and metrics of a fine-tuned model on every evaluation split of its task that is there. */
import { openEngine } from '../../engines/open.js';
import { familyOf } from '../../models/index.js';
import type { EncodedExample } from '../../models/input.js';
import { TASKS } from '../../tasks/index.js';
import { labelText } from '../../tasks/task.js';
import { openTokenizer } from '../../tokenizer/open.js';
import type { Tokenizer } from '../../tokenizer/tokenizer.js';
import { headOf, predict } from '../../training/task-model.js';
import type { TaskModel } from '../../training/task-model.js';
import { loadTrained } from '../../training/trained.js';
import { evaluationFacts, readEvaluation } from '../examples.js';
import type { EvaluationSplit } from '../examples.js';
import { classShares, taskMetrics } from '../metrics.js';
import type { Prediction, SampleInput } from '../result.js';
import { tokenizerKey } from '../beginning.js';
import type { PlannedStage, RunStage, StageContext } from '../stage.js';
import type { EvaluateSpec } from './declare.js';

interface EncodedSplit extends EvaluationSplit {
  readonly encoded: readonly EncodedExample[];
}

export const run: RunStage<EvaluateSpec> = async (stage, context) => {
  const { spec } = stage;
  const tokenizer = await openTokenizer(context.artifacts(tokenizerKey(spec)));
  const splits = await readSplits(spec, context, tokenizer);
  const predictions = await predictAll(stage, context, splits);
  const { metrics, output } = TASKS[spec.task];
  const names = splits.map(({ name }) => name);
  return {
    metrics: taskMetrics(predictions, names, metrics),
    predictions,
    facts: {
      ...evaluationFacts(splits),
      truncatedExamples: splits.flatMap(({ encoded }) => encoded).filter(({ truncated }) => truncated).length,
      ...classShares(predictions, names, output),
      ...sampleFact(splits, spec, tokenizer),
    },
  };
};

async function readSplits(
  spec: EvaluateSpec,
  context: StageContext,
  tokenizer: Tokenizer,
): Promise<EncodedSplit[]> {
  const { inputFormat: format, model } = spec;
  const { input } = familyOf(model);
  const encoding = { task: TASKS[spec.task], tokenizer, format, contextLength: model.contextLength };
  const splits = await readEvaluation(spec, context);
  return splits.map((split) => ({
    ...split,
    encoded: split.examples.map((example) => input.encode(example, encoding)),
  }));
}

async function predictAll(
  { spec }: PlannedStage<EvaluateSpec>,
  context: StageContext,
  splits: readonly EncodedSplit[],
): Promise<Prediction[]> {
  const { head, output } = TASKS[spec.task];
  const family = familyOf(spec.model);
  const [engine, { open }] = await Promise.all([openEngine(context.engine), family.network()]);
  const opened = engine.openWeights(await loadTrained(context.artifacts(spec.finetune)));
  const network = open(engine, spec.model, opened.weights);
  const model = { network, input: family.input, head: headOf({ head }, spec.inputFormat), output };
  const total = splits.reduce((sum, { encoded }) => sum + encoded.length, 0);
  const predictions: Prediction[] = [];
  try {
    for (const { name, encoded } of splits) {
      for (let from = 0; from < encoded.length; from += spec.batchSize) {
        const batch = encoded.slice(from, from + spec.batchSize);
        predictions.push(...(await predictBatch(model, name, batch)));
        context.progress(predictions.length, total);
      }
    }
  } finally {
    network.dispose();
    opened.dispose();
  }
  return predictions;
}

async function predictBatch(
  model: TaskModel,
  split: string,
  batch: readonly EncodedExample[],
): Promise<Prediction[]> {
  const predicted = await predict(model, batch);
  return batch.map(({ example: { id, label } }, i) => ({ split, id, label, ...predicted[i]! }));
}

/** The first example of the first split, as the model saw it. */
function sampleFact(
  splits: readonly EncodedSplit[],
  { task, model }: EvaluateSpec,
  tokenizer: Tokenizer,
): { sample?: SampleInput } {
  const first = splits.find(({ encoded }) => encoded.length > 0);
  const seen = first?.encoded[0];
  if (first === undefined || seen === undefined) return {};
  const { id, fields, label } = seen.example;
  const { symbols } = familyOf(model).input;
  const textOf = (token: number): string =>
    symbols[token - tokenizer.vocabularySize] ?? tokenizer.entry(token);
  const sequences = seen.sequences.map((sequence) => Array.from(sequence, textOf));
  return {
    sample: { split: first.name, id, label: labelText(TASKS[task].output, label), fields, sequences },
  };
}
