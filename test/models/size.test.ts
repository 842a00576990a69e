import { describe, expect, it } from 'vitest';
import { gptOptions } from '../../src/models/gpt/options.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { attentionParameters, flopsPerToken, parameterCount } from '../../src/models/gpt/size.js';
import { weightShapes } from '../../src/models/gpt/weights.js';
import { countNumbers } from '../../src/engines/values.js';

const gpt1 = gptOptions.parse({ layers: 12, hiddenSize: 768, heads: 12, contextLength: 512 });

describe('the size of a model', () => {
  it('is 116.5 million for GPT-1 with its 40,478 entries', () => {
    expect(parameterCount(gpt1, 40_478)).toBe(116_534_784);
  });

  it("is 2.36 million a layer's attention at width 768", () => {
    expect(attentionParameters(768)).toBe(2_359_296);
  });

  it('does not change with the number of heads', () => {
    const counts = [1, 2, 4, 6, 12, 24].map((heads) => parameterCount({ ...gpt1, heads }, 40_478));
    expect(new Set(counts).size).toBe(1);
  });

  it.each([
    ['the default', {}],
    ['1 head', { heads: 1 }],
    ['2 heads', { heads: 2 }],
    ['16 heads', { heads: 16 }],
    ['sinusoidal positions', { positionEncoding: 'sinusoidal' }],
    ['pre-norm', { norm: 'pre' }],
    ['an output matrix of its own', { tieEmbeddings: false }],
    ['everything else', { norm: 'pre', tieEmbeddings: false, positionEncoding: 'rotary', layers: 3 }],
  ])('is what the built model counts: %s', (_, options) => {
    const model = gptOptions.parse({ layers: 2, hiddenSize: 32, heads: 4, contextLength: 16, ...options });
    const built = freshWeights(weightShapes(model, 50), { std: 0.02, stream: ['test'] });
    expect(countNumbers(built)).toBe(parameterCount(model, 50));
  });

  it('costs six operations a matrix weight and token to train, and attention on top', () => {
    const { forward, training } = flopsPerToken(gpt1, 40_478);
    expect(training).toBe(3 * forward);
    expect(training).toBe(6 * (12 * 12 * 768 * 768 + 40_478 * 768) + 12 * 12 * 512 * 768);
  });
});
