import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engines/open.js';
import { resolveEngine } from '../../src/engines/resolve.js';
import { gptOptions } from '../../src/models/gpt/options.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { open } from '../../src/models/gpt/network.js';
import { weightShapes } from '../../src/models/gpt/weights.js';
import { openWeights } from '../../src/engines/ops/weights.js';
import { randomStream } from '../../src/random/stream.js';
import { gptInput } from '../../src/models/gpt/input.js';
import type { EncodedExample } from '../../src/models/input.js';
import { headShapes } from '../../src/models/shared/heads.js';
import { predict } from '../../src/training/task-model.js';
import type { TaskModel } from '../../src/training/task-model.js';
import { RACE } from '../../src/tasks/race.js';
import { instructionSet } from '../engines/instruction-sets.js';

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
  let model: TaskModel;
  beforeAll(async () => {
    const { name } = resolveEngine('auto', 'float32', { instructionSet });
    const engine = await openEngine({ name, precision: 'float32', threads: 2, instructionSet });
    const options = gptOptions.parse({ layers: 2, hiddenSize: 32, heads: 2, contextLength: 96 });
    const shapes = [...weightShapes(options, ENTRIES), ...headShapes('choose', options.hiddenSize, 4)];
    const weights = openWeights(freshWeights(shapes, { std: 0.2, stream: ['classification test'] }));
    model = { network: open(engine, options, weights), input: gptInput, head: 'choose', output: RACE.output };
  });

  /** The scores of each question, by its id. */
  async function scored(order: readonly EncodedExample[], batch: number) {
    const found = new Map<string, readonly number[]>();
    for (let from = 0; from < order.length; from += batch) {
      const some = order.slice(from, from + batch);
      const predicted = await predict(model, some);
      some.forEach(({ example }, i) => found.set(example.id, predicted[i]!.scores));
    }
    return found;
  }

  it('have the same bits for every batch size and any order', async () => {
    const alone = await scored(questions, 1);
    expect(new Set([...alone.values()].flat()).size).toBeGreaterThan(100);
    for (const batch of [7, 32]) {
      expect(await scored(questions, batch)).toEqual(alone);
      const shuffled = await scored(stream.shuffle(questions), batch);
      for (const { example } of questions) expect(shuffled.get(example.id)).toEqual(alone.get(example.id));
    }
  });
});
