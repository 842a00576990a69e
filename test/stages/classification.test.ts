import { tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine, resolveEngine } from '../../src/engines/open.js';
import { modelSchema } from '../../src/experiment/schema.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { openModel } from '../../src/models/gpt/network.js';
import { openWeights, weightShapes } from '../../src/models/gpt/weights.js';
import { randomStream } from '../../src/random/stream.js';
import { headShapes, scores } from '../../src/stages/classification.js';
import type { Classification } from '../../src/stages/classification.js';
import type { EncodedExample } from '../../src/stages/encoding.js';
import { RACE } from '../../src/tasks/race.js';

const ENTRIES = 50;
const stream = randomStream('classification test');
const draw = (length: number) => Array.from({ length }, () => stream.integer(ENTRIES));

/** A question with four options behind a passage of its own length. */
function question(id: number): EncodedExample {
  const passage = draw(3 + stream.integer(60));
  const sequences = [0, 1, 2, 3].map(() => Int32Array.from([...passage, ...draw(1 + stream.integer(20))]));
  return { example: { id: String(id), fields: {}, label: 0 }, sequences, answers: [], truncated: false };
}

const questions = Array.from({ length: 40 }, (_, id) => question(id));

describe('scores of questions whose options share their passage', () => {
  let classification: Classification;
  beforeAll(async () => {
    const { name } = await resolveEngine('auto', 'float32');
    const engine = await openEngine({ name, precision: 'float32', threads: 2 });
    const options = modelSchema.parse({ layers: 2, hiddenSize: 32, heads: 2, contextLength: 96 });
    const shapes = [...weightShapes(options, ENTRIES), ...headShapes('choose', RACE, options.hiddenSize)];
    const weights = openWeights(freshWeights(shapes, { deviation: 0.2, stream: ['classification test'] }));
    classification = { model: openModel(engine, options, weights), head: 'choose', classes: 4 };
  });

  /** The scores of each question, by its id. */
  function scored(order: readonly EncodedExample[], batch: number): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (let from = 0; from < order.length; from += batch) {
      const some = order.slice(from, from + batch);
      const values = tidy(() => [...scores(classification, some)]);
      some.forEach(({ example }, i) => found.set(example.id, values.slice(4 * i, 4 * i + 4)));
    }
    return found;
  }

  it('have the same bits for every batch size and any order', () => {
    const alone = scored(questions, 1);
    expect(new Set([...alone.values()].flat()).size).toBeGreaterThan(100);
    for (const batch of [7, 32]) {
      expect(scored(questions, batch)).toEqual(alone);
      const shuffled = scored(stream.shuffle(questions), batch);
      for (const { example } of questions) expect(shuffled.get(example.id)).toEqual(alone.get(example.id));
    }
  });
});
