import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position } from '../../src/models/gpt/options.js';
import type { StageSpec } from '../../src/stages/index.js';
import { makePlace, pretrainSpec, removePlace, runAs, tinyModel } from './chain.js';
import type { Place } from './chain.js';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => removePlace(place));

const modelWith = (positionEncoding: Position) => ({ ...tinyModel, positionEncoding });

async function trained(positionEncoding: Position): Promise<string> {
  const spec = { ...pretrainSpec(), model: modelWith(positionEncoding) } as StageSpec;
  await runAs(place, positionEncoding, spec);
  return positionEncoding;
}

async function lossesOf(pretrain: string, options: { seed?: number; factors?: readonly number[] } = {}) {
  const { seed = 1, factors = [2, 4] } = options;
  const model = modelWith(pretrain as Position);
  const spec: StageSpec = { kind: 'extrapolate', tokenize: 'tokenize', pretrain, model, factors, seed };
  const { metrics } = await runAs(place, `${pretrain}-${seed}`, spec);
  expect(metrics.every(({ name, split }) => name === 'loss' && split === 'heldout')).toBe(true);
  return new Map(metrics.map(({ step, value }) => [step, value]));
}

describe('a loss beyond the trained length', () => {
  it.each(['learned', 'sinusoidal', 'rotary', 'alibi', 'none'] as const)(
    'is there for %s positions at the trained length and each multiple of it',
    async (positions) => {
      const losses = await lossesOf(await trained(positions));
      expect([...losses.keys()]).toEqual([48, 96, 192]);
      for (const loss of losses.values()) expect(Math.abs(loss - Math.log(400))).toBeLessThan(1.5);
    },
  );

  it('draws the rows that a learned table lacks, and nothing else', async () => {
    const [one, other] = [await lossesOf('learned'), await lossesOf('learned', { seed: 2 })];
    expect(other.get(48)).toBe(one.get(48));
    expect(other.get(192)).not.toBe(one.get(192));
    expect(await lossesOf('sinusoidal', { seed: 2 })).toEqual(await lossesOf('sinusoidal'));
  });

  it('of a model without positions is that of the same text in longer windows', async () => {
    const losses = await lossesOf('none', { factors: [2] });
    expect(losses.get(96)).not.toBe(losses.get(48));
    expect(Math.abs(losses.get(96)! - losses.get(48)!)).toBeLessThan(0.2);
  });

  it('needs held-out text as long as the longest context', async () => {
    await expect(lossesOf('none', { factors: [64, 1_000_000] })).rejects.toThrow(
      /held-out tokens; evaluate\.contextFactors up to 1000000 with model\.contextLength 48 needs at least 48000001\./,
    );
  });
});
