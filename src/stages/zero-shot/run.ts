/** Stage: what a language model predicts of a task without fine-tuning, with its last weights and those kept on the way. */
import { openEngine } from '../../engines/open.js';
import type { NamedValues } from '../../engines/values.js';
import { familyOf } from '../../models/index.js';
import { TASKS } from '../../tasks/index.js';
import { labelText, zeroShotOf } from '../../tasks/task.js';
import type { Example, ZeroShot } from '../../tasks/task.js';
import { openTokenizer } from '../../tokenizer/open.js';
import type { Tokenizer } from '../../tokenizer/tokenizer.js';
import { encodeQuestion, scoreContinuations } from '../../training/continuations.js';
import type { EncodedQuestion, LanguageModel } from '../../training/continuations.js';
import { loadKept } from '../../training/kept.js';
import { bestThreshold } from '../../training/threshold.js';
import { loadTrained } from '../../training/trained.js';
import { tokenizerKey } from '../beginning.js';
import { evaluationFacts, readEvaluation, readTrain } from '../examples.js';
import type { EvaluationSplit } from '../examples.js';
import { classShares, taskMetrics } from '../metrics.js';
import type { Metric, Prediction, SampleInput } from '../result.js';
import type { RunStage, StageContext } from '../stage.js';
import type { ZeroShotSpec } from './declare.js';

/** What is asked, whichever weights answer. */
interface Asked {
  readonly spec: ZeroShotSpec;
  readonly zeroShot: ZeroShot;
  readonly tokenizer: Tokenizer;
  readonly splits: readonly EncodedSplit[];
  /** Training examples that a threshold is chosen on; none where there is no threshold. */
  readonly training: readonly EncodedQuestion[];
  /** Counts examples that were answered. */
  readonly answered: (examples: number) => void;
}

interface EncodedSplit extends EvaluationSplit {
  readonly encoded: readonly EncodedQuestion[];
}

interface Answers {
  readonly predictions: readonly Prediction[];
  /** In nats per token; null: it is not how the task is decided. */
  readonly threshold: number | null;
}

export const run: RunStage<ZeroShotSpec> = async ({ spec }, context) => {
  const asked = await askedBy(spec, context);
  const { splits } = asked;
  const { metrics, output } = TASKS[spec.task];
  const names = splits.map(({ name }) => name);
  const folder = context.artifacts(spec.pretrain ?? tokenizerKey(spec));
  const answersOf = (weights: NamedValues) =>
    withModel(spec.model, { context, weights }, (model) => answer(model, asked));
  const last = await answersOf(await loadTrained(folder));
  const onTheWay: Metric[] = [];
  for (const step of spec.steps) {
    const { predictions } = await answersOf(await loadKept(folder, step));
    onTheWay.push(...taskMetrics(predictions, names, metrics).map((metric) => ({ ...metric, step })));
  }
  return {
    metrics: [...taskMetrics(last.predictions, names, metrics), ...onTheWay],
    predictions: last.predictions,
    facts: {
      ...evaluationFacts(splits),
      truncatedExamples: splits.flatMap(({ encoded }) => encoded).filter(({ truncated }) => truncated).length,
      ...classShares(last.predictions, names, output),
      ...(last.threshold === null ? {} : { threshold: last.threshold }),
      ...sampleFact(asked),
    },
  };
};

async function askedBy(spec: ZeroShotSpec, context: StageContext): Promise<Asked> {
  const zeroShot = zeroShotOf(TASKS[spec.task]);
  if (zeroShot === null) throw new Error(`${spec.task} has no zero-shot form and was planned for one.`);
  const tokenizer = await openTokenizer(context.artifacts(tokenizerKey(spec)));
  const encode = (example: Example): EncodedQuestion =>
    encodeQuestion(example, { zeroShot, tokenizer, contextLength: spec.model.contextLength });
  const found = await readEvaluation(spec, context);
  const splits = found.map((split) => ({ ...split, encoded: split.examples.map(encode) }));
  const train = zeroShot.decide === 'threshold' ? (await readTrain(spec, context)).examples : [];
  const each = train.length + splits.reduce((sum, { encoded }) => sum + encoded.length, 0);
  let done = 0;
  const answered = (examples: number): void => {
    done += examples;
    context.progress(done, each * (1 + spec.steps.length));
  };
  return { spec, zeroShot, tokenizer, splits, training: train.map(encode), answered };
}

async function withModel<T>(
  model: ZeroShotSpec['model'],
  { context, weights }: { readonly context: StageContext; readonly weights: NamedValues },
  use: (model: LanguageModel) => Promise<T>,
): Promise<T> {
  const family = familyOf(model);
  const [engine, { open }] = await Promise.all([openEngine(context.engine), family.network()]);
  const opened = engine.openWeights(weights);
  const network = open(engine, model, opened.weights);
  try {
    return await use({ network, input: family.input });
  } finally {
    network.dispose();
    opened.dispose();
  }
}

async function answer(model: LanguageModel, asked: Asked): Promise<Answers> {
  const { splits, training } = asked;
  const judged = (await scoresOf(model, asked, training)).map(([score = NaN], i) => ({
    score,
    label: training[i]!.example.label,
  }));
  const threshold = judged.length === 0 ? null : bestThreshold(judged);
  const predictions: Prediction[] = [];
  for (const { name, encoded } of splits) {
    const scores = await scoresOf(model, asked, encoded);
    const compared = scores.map((one) => (threshold === null ? one : [threshold, ...one]));
    predictions.push(...encoded.map(({ example }, i) => predictionOf(example, name, compared[i]!)));
  }
  return { predictions, threshold };
}

/** A batch of questions at a time. */
async function scoresOf(
  model: LanguageModel,
  { spec, zeroShot, answered }: Asked,
  questions: readonly EncodedQuestion[],
): Promise<readonly (readonly number[])[]> {
  const scores: (readonly number[])[] = [];
  for (let from = 0; from < questions.length; from += spec.batchSize) {
    const batch = questions.slice(from, from + spec.batchSize);
    scores.push(...(await scoreContinuations(model, batch, zeroShot.score)));
    answered(batch.length);
  }
  return scores;
}

/** The class of the highest score, the first of equals. */
function predictionOf({ id, label }: Example, split: string, scores: readonly number[]): Prediction {
  return { split, id, label, predicted: scores.indexOf(Math.max(...scores)), scores };
}

/** The first example of the first split, as the model saw it. */
function sampleFact({ spec, splits, tokenizer }: Asked): { sample?: SampleInput } {
  const first = splits.find(({ encoded }) => encoded.length > 0);
  const seen = first?.encoded[0];
  if (first === undefined || seen === undefined) return {};
  const { id, fields, label } = seen.example;
  const sequences = seen.sequences.map((sequence) => Array.from(sequence, (token) => tokenizer.entry(token)));
  return {
    sample: { split: first.name, id, label: labelText(TASKS[spec.task].output, label), fields, sequences },
  };
}
