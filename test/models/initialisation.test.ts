import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engines/open.js';
import { gptOptions } from '../../src/models/gpt/options.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { alibiSlopes, openPositions } from '../../src/models/gpt/positions.js';
import { sinusoidalTable } from '../../src/models/gpt/tables.js';
import { gptWeights, weightShapes } from '../../src/models/gpt/weights.js';
import { instructionSet } from '../engines/instruction-sets.js';

const model = gptOptions.parse({ layers: 3, hiddenSize: 32, heads: 4, contextLength: 16, norm: 'pre' });
const weightsOf = (stream: string, layers = 3) =>
  freshWeights(weightShapes({ ...model, layers }, 20), { std: 0.02, stream: [stream] });
const valuesOf = (weights: ReturnType<typeof weightsOf>, name: string) => weights.get(name)?.values;

describe('fresh weights', () => {
  it('are normal with the given deviation in matrices, one in gains, zero in biases', () => {
    const weights = weightsOf('a');
    const matrix = valuesOf(weights, 'blocks.0.feedForward.input.weight') ?? new Float32Array(1);
    const mean = matrix.reduce((sum, x) => sum + x, 0) / matrix.length;
    const variance = matrix.reduce((sum, x) => sum + (x - mean) ** 2, 0) / matrix.length;
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(Math.sqrt(variance)).toBeCloseTo(0.02, 3);
    expect(new Set(valuesOf(weights, 'finalNorm.gain'))).toEqual(new Set([1]));
    expect(new Set(valuesOf(weights, 'blocks.2.attention.qkv.bias'))).toEqual(new Set([0]));
  });

  it('repeat for a stream, differ between streams, and do not depend on how many layers there are', () => {
    expect(weightsOf('a')).toEqual(weightsOf('a'));
    expect(valuesOf(weightsOf('a'), 'tokens')).not.toEqual(valuesOf(weightsOf('b'), 'tokens'));
    expect(valuesOf(weightsOf('a', 1), 'tokens')).toEqual(valuesOf(weightsOf('a', 3), 'tokens'));
  });
});

describe('transferred weights', () => {
  const [pretrained, fresh] = [weightsOf('pretrained'), weightsOf('fresh')];
  /** Of 20 rows the last three are symbols. */
  const transfer = (blocks: number | null) =>
    gptWeights.transfer(pretrained, fresh, { options: model, blocks, vocabularySize: 17 });
  const from = (name: string, layers: number | null) => {
    const found = valuesOf(transfer(layers), name);
    if (found?.join() === valuesOf(pretrained, name)?.join()) return 'pretrained';
    return found?.join() === valuesOf(fresh, name)?.join() ? 'fresh' : 'neither';
  };

  it('are all of them when no number of layers is given', () => {
    for (const [name, { values }] of transfer(null))
      if (name !== 'tokens') expect(values, name).toEqual(valuesOf(pretrained, name));
  });

  it('are the embeddings and the first blocks when a number is given', () => {
    const sources = ['positions', ...[0, 1, 2].map((i) => `blocks.${i}.attention.qkv.weight`)];
    expect(sources.map((name) => from(name, 0))).toEqual(['pretrained', 'fresh', 'fresh', 'fresh']);
    expect(sources.map((name) => from(name, 2)).slice(1)).toEqual(['pretrained', 'pretrained', 'fresh']);
  });

  it('leave the rows of symbols that pre-training never read fresh', () => {
    const tokens = valuesOf(transfer(null), 'tokens');
    const row = (values: Float32Array | undefined, index: number) =>
      values?.slice(32 * index, 32 * (index + 1));
    for (const text of [0, 16]) expect(row(tokens, text)).toEqual(row(valuesOf(pretrained, 'tokens'), text));
    for (const symbol of [17, 18, 19])
      expect(row(tokens, symbol)).toEqual(row(valuesOf(fresh, 'tokens'), symbol));
  });
});

describe('position encodings', () => {
  it("holds sines in even columns and cosines in odd ones, as the formula's hand-computed values", () => {
    const table = sinusoidalTable(3, 4);
    const expected = [0, 1, 0, 1, Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)];
    expected.forEach((value, i) => expect(table[i]).toBeCloseTo(value, 6));
    expect(table[2 * 4 + 2]).toBeCloseTo(Math.sin(0.02), 6);
  });

  it('gives the sinusoids the size of fresh embeddings, so that they do not drown the tokens', async () => {
    await openEngine({ name: 'cpu', precision: 'float32', threads: 1, instructionSet });
    const model = gptOptions.parse({ positionEncoding: 'sinusoidal', initialisation: { std: 0.05 } });
    const positions = openPositions(model, new Map());
    const values = [...(positions.table?.dataSync() ?? [])];
    const meanSquare = values.reduce((total, value) => total + value * value, 0) / values.length;
    expect(Math.sqrt(meanSquare)).toBeCloseTo(0.05, 6);
    positions.dispose();
  });

  it('gives ALiBi the slopes of its authors, also where the heads are no power of two', () => {
    expect([...alibiSlopes(8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((i) => 2 ** -i));
    expect([...alibiSlopes(4)]).toEqual([2, 4, 6, 8].map((i) => 2 ** -i));
    const six = [...alibiSlopes(6)];
    [2 ** -2, 2 ** -4, 2 ** -6, 2 ** -8, 2 ** -1, 2 ** -3].forEach((slope, i) =>
      expect(six[i]).toBeCloseTo(slope, 7),
    );
  });
});
