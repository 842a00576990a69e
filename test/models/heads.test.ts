import { tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import { raggedBatch } from '../../src/models/shared/batch.js';
import { HEADS, headShapes } from '../../src/models/shared/heads.js';
import type { HeadName } from '../../src/models/shared/heads.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { open } from '../../src/models/gpt/network.js';
import type { Network } from '../../src/models/network.js';
import { weightShapes } from '../../src/models/gpt/weights.js';
import { openWeights } from '../../src/engines/ops/weights.js';
import { ENTRIES, tinyOptions } from './tiny.js';
import { bestEngine } from '../engines/best-engine.js';

let engine: Engine;
beforeAll(async () => {
  engine = await bestEngine();
});

const first = [1, 5, 9];
const second = [1, 7, 2, 8];
const third = [1, 3];

function modelWith(head: HeadName, outputs: number): Network {
  const options = tinyOptions();
  const shapes = [...weightShapes(options, ENTRIES), ...headShapes(head, options.hiddenSize, outputs)];
  return open(engine, options, openWeights(freshWeights(shapes, { std: 0.3, stream: ['heads'] })));
}

function logits(head: HeadName, outputs: number, sequences: number[][], answers: number[] = []): number[][] {
  const network = modelWith(head, outputs);
  return tidy(() => {
    const batch = raggedBatch(sequences);
    const states = network.states(batch, null);
    return HEADS[head]({
      network,
      batch,
      states,
      sequences: sequences.length,
      outputs,
      dropout: null,
      answers: Int32Array.from(answers),
    }).arraySync();
  });
}

const near = (actual: number[][], expected: number[][]) => {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  actual.flat().forEach((value, i) => expect(value).toBeCloseTo(expected.flat()[i]!, 5));
};

describe('heads', () => {
  it('classify: each example has the logits that it has alone', () => {
    const together = logits('classify', 3, [first, second]);
    near(together, [...logits('classify', 3, [first]), ...logits('classify', 3, [second])]);
    expect(together[0]).not.toEqual(together[1]);
  });

  it('symmetric: the two orders may change places', () => {
    const [a = [], b = []] = logits('symmetric', 2, [first, second, second, third]);
    near([a], logits('symmetric', 2, [second, first]));
    near([b], logits('symmetric', 2, [third, second]));
    expect(a).not.toEqual(b);
  });

  it('choose: an option has the same score at every place', () => {
    const [[a = 0, b = 0, c = 0] = []] = logits('choose', 3, [first, second, third]);
    near(logits('choose', 3, [third, first, second]), [[c, a, b]]);
    expect(new Set([a, b, c]).size).toBe(3);
  });

  it("verbalizer: the language model's logits of the answer words at the last token", () => {
    const model = modelWith('verbalizer', 2);
    const expected = tidy(() => {
      const states = model.states(raggedBatch([second]), null).arraySync();
      const table = model.output.arraySync();
      const dot = (row: number) => table[row]!.reduce((sum, x, i) => sum + x * states[3]![i]!, 0);
      return [dot(4), dot(11)];
    });
    near([logits('verbalizer', 2, [first, second], [6, 7, 4, 11])[1]!], [expected]);
  });
});
