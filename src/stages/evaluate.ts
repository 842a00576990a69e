/** Stage: predictions and metrics of a fine-tuned model on every evaluation split of its task that is there. */
import { tidy } from '@tensorflow/tfjs-core';
import { taskFolder } from '../datasets/folders.js';
import { openEngine } from '../engines/open.js';
import { UserError } from '../failure.js';
import { openModel } from '../language-model/transformer.js';
import { disposeWeights, openWeights } from '../language-model/weights.js';
import type { Stage, StageSpec } from '../plan/plan.js';
import type { Prediction, SampleInput, StageResult } from '../plan/result.js';
import { TASKS } from '../tasks/index.js';
import type { Split, Task } from '../tasks/task.js';
import { openTokenizer } from '../tokenizer/open.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { headOf, scores } from './classification.js';
import type { Classification } from './classification.js';
import { encodeExample } from './encoding.js';
import type { EncodedExample, Encoding } from './encoding.js';
import { classShares, classificationMetrics } from './metrics.js';
import type { RunStage, StageContext } from './stage.js';
import { loadTrained } from './trained.js';

type EvaluateSpec = Extract<StageSpec, { kind: 'evaluate' }>;

/** An evaluation split with the examples that count. */
interface EncodedSplit {
  readonly name: string;
  readonly split: Split;
  readonly examples: readonly EncodedExample[];
}

export const runEvaluate: RunStage<'evaluate'> = async (stage, context) => {
  const { spec } = stage;
  const tokenizer = await openTokenizer(context.artifacts(spec.tokenize));
  const splits = await readSplits(spec, context, tokenizer);
  const predictions = await predictAll(stage, context, splits);
  const classes = TASKS[spec.task].classes.length;
  const names = splits.map(({ name }) => name);
  return {
    metrics: classificationMetrics(predictions, names, classes),
    predictions,
    facts: {
      ...splitFacts(splits),
      classShares: classShares(predictions, names, classes),
      ...sampleFact(splits, TASKS[spec.task], tokenizer),
    },
  };
};

async function readSplits(spec: EvaluateSpec, { datasets }: StageContext, tokenizer: Tokenizer) {
  const task = TASKS[spec.task];
  const folder = taskFolder(datasets, spec.source, spec.task);
  const encoding: Encoding = { task, tokenizer, format: spec.inputFormat, context: spec.model.context };
  const splits: EncodedSplit[] = [];
  for (const name of task.evaluationSplits) {
    const split = await task.read(folder, name);
    if (split === null) continue;
    const counted = split.examples.slice(0, spec.examples ?? split.examples.length);
    splits.push({ name, split, examples: counted.map((example) => encodeExample(example, encoding)) });
  }
  if (splits.some(({ examples }) => examples.length > 0)) return splits;
  throw new UserError(
    `There are no examples to evaluate ${spec.task} on in ${folder}: looked for ${task.evaluationSplits.join(', ')}.`,
  );
}

async function predictAll(
  { spec }: Stage & { spec: EvaluateSpec },
  context: StageContext,
  splits: readonly EncodedSplit[],
): Promise<Prediction[]> {
  const task = TASKS[spec.task];
  const engine = await openEngine(context.engine.name, context.engine.threads);
  const weights = openWeights(await loadTrained(context.artifacts(spec.finetune)));
  const model = openModel(engine, spec.model, weights);
  const classification = { model, head: headOf(task, spec.inputFormat), classes: task.classes.length };
  const total = splits.reduce((sum, { examples }) => sum + examples.length, 0);
  const predictions: Prediction[] = [];
  try {
    for (const { name, examples } of splits) {
      for (let from = 0; from < examples.length; from += spec.batch) {
        predictions.push(...predictBatch(classification, name, examples.slice(from, from + spec.batch)));
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

function splitFacts(splits: readonly EncodedSplit[]) {
  const count = (of: (split: EncodedSplit) => number) =>
    Object.fromEntries(splits.map((split) => [split.name, of(split)]));
  return {
    examples: count(({ examples }) => examples.length),
    rejected: count(({ split }) => split.rejected.length),
    unlabelled: count(({ split }) => split.unlabelled),
    truncatedExamples: splits.flatMap(({ examples }) => examples).filter(({ truncated }) => truncated).length,
  } satisfies StageResult['facts'];
}

/** The first example of the first split, as the model saw it. */
function sampleFact(
  splits: readonly EncodedSplit[],
  task: Task,
  tokenizer: Tokenizer,
): { sample?: SampleInput } {
  const first = splits.find(({ examples }) => examples.length > 0);
  if (first === undefined) return {};
  const { example, sequences } = first.examples[0];
  const { id, fields } = example;
  const label = task.classes[example.label];
  const entries = sequences.map((sequence) => [...sequence].map((token) => tokenizer.entry(token)));
  return { sample: { split: first.name, id, label, fields, sequences: entries } };
}
