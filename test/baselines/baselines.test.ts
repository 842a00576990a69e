import { describe, expect, it } from 'vitest';
import { bagOfWords } from '../../src/baselines/bag-of-words.js';
import type { Baseline } from '../../src/baselines/baseline.js';
import { BASELINES } from '../../src/baselines/index.js';
import { majority } from '../../src/baselines/majority.js';
import { randomStream } from '../../src/random/stream.js';
import { ridgeWeights, weighted } from '../../src/baselines/ridge.js';
import { pearson } from '../../src/statistics/metrics.js';
import { TASKS } from '../../src/tasks/index.js';
import { outputsOf } from '../../src/tasks/task.js';
import type { Example, Task } from '../../src/tasks/task.js';

const SST = TASKS['sst-2'];
const QQP = TASKS.qqp;
const RACE = TASKS.race;

let made = 0;
const example = (fields: Example['fields'], label: number): Example => ({ id: `e${made++}`, fields, label });
const phrase = (sentence: string, label = 0) => example({ sentence }, label);
const pair = (question1: string, question2: string, label = 0) => example({ question1, question2 }, label);
const hypothesis = (premise: string, hypothesis: string, label = 0) =>
  example({ premise, hypothesis }, label);
const ending = (ending1: string, ending2: string, label = 0) =>
  example({ story: 'Ann sang.', ending1, ending2 }, label);

/** Scores of the classes of an example. */
type Classifier = (example: Example) => readonly number[];

const chosen = (classify: Classifier, one: Example): number => {
  const scores = classify(one);
  return scores.indexOf(Math.max(...scores));
};
const accuracy = (classify: Classifier, examples: readonly Example[]): number =>
  examples.filter((one) => chosen(classify, one) === one.label).length / examples.length;
const learn = (baseline: Baseline, task: Task, examples: readonly Example[], seed = 1): Classifier => {
  const predict = baseline({ task, examples, seed });
  return (one) => {
    const { predicted, scores } = predict(one);
    expect(predicted).toBe(scores.indexOf(Math.max(...scores)));
    return scores;
  };
};

const GOOD = 'lovely splendid superb tender witty bright'.split(' ');
const BAD = 'awful dismal clumsy shoddy dreary feeble'.split(' ');
const FILLER = 'the a film plot music scene is was it very'.split(' ');

/** Phrases of fillers around one word that tells the class. */
function separable(count: number, seed: number): readonly Example[] {
  const random = randomStream('separable', seed);
  return Array.from({ length: count }, () => {
    const label = random.integer(5) < 3 ? 1 : 0;
    const words = [random.pick(label === 1 ? GOOD : BAD), ...random.shuffle(FILLER).slice(0, 4)];
    return phrase(random.shuffle(words).join(' '), label);
  });
}

const train = separable(200, 1);
const unseen = separable(200, 2);

describe.each(Object.entries(BASELINES))('%s', (_, baseline) => {
  it.each([
    ['SST-2', SST, train, unseen[0]],
    ['QQP', QQP, [pair('Who sings?', 'Who plays?', 1), pair('Why?', 'How?', 0)], pair('Who?', 'Why?')],
    ['MNLI without training', TASKS.mnli, [], hypothesis('It rains.', 'It is wet.')],
    ['Story Cloze', TASKS.storycloze, [ending('Good.', 'Bad.', 1)], ending('Good.', 'Odd.')],
  ])('gives log-probabilities of every class, no share of them 0 (%s)', (_name, task, examples, one) => {
    const scores = learn(baseline, task, examples)(one!);
    expect(scores).toHaveLength(outputsOf(task.output));
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(scores.reduce((sum, score) => sum + Math.exp(score), 0)).toBeCloseTo(1, 12);
  });

  it('gives the same bits for the same training', () => {
    const [once, again] = [learn(baseline, SST, train), learn(baseline, SST, train)];
    expect(unseen.map(once)).toEqual(unseen.map(again));
  });
});

describe('the majority class', () => {
  it('is the most frequent label, whatever the example', () => {
    const classify = learn(
      majority,
      TASKS.mnli,
      [2, 0, 2, 1, 2].map((label) => phrase('', label)),
    );
    expect(chosen(classify, phrase('anything', 0))).toBe(2);
    expect(classify(phrase('one'))).toEqual(classify(phrase('another')));
    expect(classify(phrase('one')).map(Math.exp)).toEqual(
      [2 / 8, 2 / 8, 4 / 8].map((p) => expect.closeTo(p, 12)),
    );
  });

  it('is the first of equally frequent ones', () => {
    const classify = learn(
      majority,
      TASKS.mnli,
      [2, 1, 1, 2].map((label) => phrase('', label)),
    );
    expect(chosen(classify, phrase('anything'))).toBe(1);
  });
});

describe('the bag of words', () => {
  it('learns which words please and which do not', () => {
    const classify = learn(bagOfWords, SST, train);
    for (const word of GOOD) expect(chosen(classify, phrase(`the film is ${word}`))).toBe(1);
    for (const word of BAD) expect(chosen(classify, phrase(`the film is ${word}`))).toBe(0);
  });

  it('beats the majority class where words tell the class', () => {
    const [words, most] = [bagOfWords, majority].map((one) => accuracy(learn(one, SST, train), unseen));
    expect(most).toBeCloseTo(0.6, 1);
    expect(words).toBe(1);
  });

  it('sees no order of words, nor how often they stand there', () => {
    const classify = learn(bagOfWords, SST, train);
    const [ordered, shuffled, repeated] = [
      'the film is awful but the music is superb',
      'superb the is film awful music the but is',
      'the film is awful awful awful but the music is superb',
    ].map((text) => classify(phrase(text)));
    shuffled!.forEach((score, index) => expect(score).toBeCloseTo(ordered![index]!, 12));
    expect(repeated).toEqual(ordered);
  });

  it('ignores words that it was not trained on', () => {
    const classify = learn(bagOfWords, SST, train);
    expect(classify(phrase('the zebra film xylophone is superb'))).toEqual(
      classify(phrase('the film is superb')),
    );
    expect(classify(phrase('zebra'))).toEqual(classify(phrase('xylophone')));
  });

  it('differs in its last digits by the seed, which orders the examples', () => {
    const [one, other] = [1, 2].map((seed) => learn(bagOfWords, SST, train, seed));
    expect(unseen.map(one!)).not.toEqual(unseen.map(other!));
    expect(accuracy(other!, unseen)).toBe(accuracy(one!, unseen));
  });

  it('gives the classes the shares that they have where no word tells anything', () => {
    const labels = [1, 1, 1, 0];
    const examples = Array.from({ length: 100 }, (_, index) => phrase('the film', labels[index % 4]));
    const [, share] = learn(bagOfWords, SST, examples)(phrase('the film')).map(Math.exp);
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.9);
  });

  it('gives two questions the same scores in either order', () => {
    const examples = [
      pair('Who bakes bread?', 'Who makes bread?', 1),
      pair('Who bakes bread?', 'Who sells iron?', 0),
      pair('Where is it?', 'What is it?', 0),
    ];
    const classify = learn(bagOfWords, QQP, examples);
    const [one, other] = ['Who bakes bread now?', 'Where is bread?'];
    const [there, back] = [classify(pair(one, other)), classify(pair(other, one))];
    back.forEach((score, index) => expect(score).toBeCloseTo(there[index]!, 12));
  });

  it('uses the words that two parts share', () => {
    const words = 'bread iron clay wool boots oak slate beer maps soil rice oil'.split(' ');
    const random = randomStream('shared');
    const hypotheses = (count: number) =>
      Array.from({ length: count }, () => {
        const [one, other] = random.shuffle(words);
        const label = random.pick([0, 2]);
        return hypothesis(`She sells ${one}.`, `She makes ${label === 0 ? one : other}.`, label);
      });
    expect(accuracy(learn(bagOfWords, TASKS.mnli, hypotheses(300)), hypotheses(100))).toBeGreaterThan(0.97);
  });

  it('keeps the two parts apart where they are not symmetric', () => {
    const examples = Array.from({ length: 40 }, () => [
      hypothesis('one', 'two', 0),
      hypothesis('two', 'one', 2),
    ]).flat();
    const classify = learn(bagOfWords, TASKS.mnli, examples);
    expect([chosen(classify, examples[0]!), chosen(classify, examples[1]!)]).toEqual([0, 2]);
  });

  it('chooses an option by its own words, wherever it stands', () => {
    const random = randomStream('options');
    const options = (label: number) => {
      const [A, B, C, D] = [0, 1, 2, 3].map((index) => `It is ${random.pick(index === label ? GOOD : BAD)}.`);
      return example({ article: 'Ann sang.', question: 'How?', A: A!, B: B!, C: C!, D: D! }, label);
    };
    // Right in one place only in training, and in another when it is asked.
    const classify = learn(
      bagOfWords,
      RACE,
      Array.from({ length: 100 }, (_, index) => options(index % 2)),
    );
    expect(
      accuracy(
        classify,
        Array.from({ length: 40 }, (_, index) => options(2 + (index % 2))),
      ),
    ).toBe(1);
  });

  it('gives options that it cannot tell apart the same share', () => {
    const classify = learn(bagOfWords, TASKS.storycloze, [
      ending('Good.', 'Bad.', 0),
      ending('Bad.', 'Good.', 1),
    ]);
    expect(classify(ending('Zebra.', 'Xylophone.')).map(Math.exp)).toEqual(
      [0.5, 0.5].map((p) => expect.closeTo(p, 12)),
    );
  });
});

describe('where a number is to be predicted', () => {
  const STS = TASKS['sts-b'];
  const alike = (sentence1: string, sentence2: string, label = 0) => example({ sentence1, sentence2 }, label);
  const words = 'bread iron clay wool boots oak slate beer maps soil rice oil'.split(' ');

  /** Pairs of five words each; the label is how many they share. */
  function pairs(count: number, seed: number): readonly Example[] {
    const random = randomStream('alike', seed);
    return Array.from({ length: count }, () => {
      const shared = random.integer(6);
      const all = random.shuffle(words);
      const second = [...all.slice(0, shared), ...all.slice(5, 10 - shared)];
      return alike(all.slice(0, 5).join(' '), second.join(' '), shared);
    });
  }

  it('the majority is the mean of the labels, and the middle of the range without any', () => {
    const examples = [1, 1, 4.5].map((label) => alike('a', 'b', label));
    const predict = majority({ task: STS, examples, seed: 1 });
    expect(predict(alike('c', 'd'))).toEqual({ predicted: expect.closeTo(6.5 / 3, 12), scores: [] });
    expect(majority({ task: STS, examples: [], seed: 1 })(alike('c', 'd')).predicted).toBe(2.5);
  });

  it('the bag of words learns how alike two sentences are, in either order, within the range', () => {
    const predict = bagOfWords({ task: STS, examples: pairs(400, 1), seed: 1 });
    const unseen = pairs(100, 2);
    const predicted = unseen.map((one) => predict(one).predicted);
    const outcomes = unseen.map(({ label }, index) => ({ label, predicted: predicted[index]! }));
    expect(pearson(outcomes)).toBeGreaterThan(0.95);
    expect(predicted.every((value) => value >= 0 && value <= 5)).toBe(true);
    for (const { fields } of unseen) {
      const [there, back] = [
        alike(fields.sentence1!, fields.sentence2!),
        alike(fields.sentence2!, fields.sentence1!),
      ];
      expect(predict(back).predicted).toBeCloseTo(predict(there).predicted, 9);
    }
  });

  it('the bag of words is the same to the bit for the same training, whatever the seed', () => {
    const learned = [1, 1, 2].map((seed) => bagOfWords({ task: STS, examples: pairs(200, 1), seed }));
    const [once, again, other] = learned.map((predict) => pairs(50, 2).map(predict));
    expect(again).toEqual(once);
    expect(other).toEqual(once);
  });

  it('its weights solve the normal equations', () => {
    const bags = [[0, 1], [1, 2], [0, 2], [2]];
    const targets = Float64Array.from([1, -1, 0.5, 2]);
    const w = [...ridgeWeights({ bags, targets, features: 3, penalty: 0.5 })];
    const residuals = bags.map((bag, row) => targets[row]! - weighted(bag, Float64Array.from(w)));
    [0, 1, 2].forEach((feature) => {
      const gradient = residuals.reduce(
        (sum, residual, row) => sum + (bags[row]!.includes(feature) ? residual : 0),
        0,
      );
      expect(gradient).toBeCloseTo(0.5 * w[feature]!, 5);
    });
  });
});
