/**
 * Stage: what the evaluated examples share with what was trained on: the pre-trained part of the corpus, read from the
 * tokens that pre-training draws from, and the examples that fine-tuning draws. It judges nothing: the report does.
 */
import { createHash } from 'node:crypto';
import { GRAM_WORDS, isOverlapping } from './overlap.js';
import type { Facts, Overlap, TrainedOn } from '../result.js';
import type { Example } from '../../tasks/task.js';
import { openTokenizer } from '../../tokenizer/open.js';
import { spelledWords } from '../../tokenizer/spelled.js';
import { openTokens } from '../../tokenizer/tokens.js';
import { drawn, evaluationFacts, readEvaluation, readTrain } from '../examples.js';
import type { EvaluationSplit } from '../examples.js';
import { Grams, plainWords } from './grams.js';
import type { RunStage, StageContext } from '../stage.js';
import type { OverlapSpec } from './declare.js';

export const run: RunStage<OverlapSpec> = async ({ spec }, context) => {
  const { examples } = await readTrain(spec, context);
  const trained = drawn(examples, { task: spec.task, seed: spec.seed ?? 0, wanted: spec.maxTrainExamples });
  const splits = await readEvaluation(spec, context);
  const evaluated = splits.flatMap(({ name, examples: all }) =>
    all.map((example) => ({ split: name, example })),
  );
  const grams = new Grams(
    evaluated.map(({ example }) => wordsOf(example)),
    GRAM_WORDS,
  );
  const train = grams.sharesIn(trained.map(wordsOf));
  const corpus = spec.tokenize === null ? null : grams.sharesIn([await trainedWords(spec.tokenize, context)]);
  const labels = labelsByText(trained);
  const overlaps = evaluated.map(({ split, example }, index): Overlap => ({
    split,
    id: example.id,
    words: wordsOf(example).length,
    corpus: corpus?.[index] ?? null,
    train: train[index]!,
    copy: copyOf(example, labels),
  }));
  return { metrics: [], predictions: [], overlaps, facts: factsOf(overlaps, trained, splits) };
};

/** Of all fields, in their order. */
const wordsOf = ({ fields }: Example): readonly string[] => Object.values(fields).flatMap(plainWords);

/** Words of the corpus's training tokens: what pre-training reads, and no held-out document. */
async function trainedWords(tokenize: string, context: StageContext): Promise<Iterable<string>> {
  const folder = context.artifacts(tokenize);
  const tokenizer = await openTokenizer(folder);
  const { train } = await openTokens(folder);
  return plainly(spelledWords(train, tokenizer));
}

/** The tokenizer's words as plain ones, each looked at once. */
function* plainly(words: Iterable<string>): Generator<string> {
  const known = new Map<string, readonly string[]>();
  for (const word of words) {
    const plain = known.get(word) ?? plainWords(word);
    known.set(word, plain);
    yield* plain;
  }
}

/** Stands for a text: its plain words field by field, or its signs where it has no word. */
function textOf({ fields }: Example): string {
  const parts = Object.values(fields).map((field) => plainWords(field).join(' ') || field.trim());
  return createHash('sha256').update(parts.join('\n')).digest('base64');
}

type Labels = ReadonlyMap<string, readonly number[]>;

/** The labels that each text has, one per example. */
function labelsByText(examples: readonly Example[]): Labels {
  const labels = new Map<string, number[]>();
  for (const example of examples) {
    const text = textOf(example);
    const found = labels.get(text);
    if (found === undefined) labels.set(text, [example.label]);
    else found.push(example.label);
  }
  return labels;
}

function copyOf(example: Example, labels: Labels): Overlap['copy'] {
  const found = labels.get(textOf(example));
  if (found === undefined) return null;
  return found.every((label) => label === example.label) ? 'same' : 'other';
}

function factsOf(
  overlaps: readonly Overlap[],
  trained: readonly Example[],
  splits: readonly EvaluationSplit[],
): Facts {
  const count = (of: (example: Overlap) => boolean) =>
    Object.fromEntries(
      splits.map(({ name }) => [name, overlaps.filter((one) => one.split === name && of(one)).length]),
    );
  const overlapping = (trainedOn: TrainedOn) => count((one) => isOverlapping(one, trainedOn));
  return {
    examples: { train: trained.length, ...evaluationFacts(splits).examples },
    overlapping: {
      ...(overlaps.some(({ corpus }) => corpus !== null) ? { corpus: overlapping('corpus') } : {}),
      train: overlapping('train'),
    },
    copies: count(({ copy }) => copy !== null),
    ...repeats([...labelsByText(trained).values()]),
  };
}

/** `texts`: the labels of each. */
function repeats(texts: readonly (readonly number[])[]): Pick<Facts, 'repeated' | 'contradictory'> {
  const sum = (of: (labels: readonly number[]) => number): number =>
    texts.reduce((total, labels) => total + of(labels), 0);
  return {
    repeated: sum((labels) => labels.length - new Set(labels).size),
    contradictory: sum((labels) => (new Set(labels).size > 1 ? labels.length : 0)),
  };
}
