import { describe, expect, it } from 'vitest';
import { lastTokens, raggedBatch, sharedBatch } from '../../src/models/shared/batch.js';
import { nextTokens } from '../../src/training/objectives/next-token.js';
import { epochSampler, evenWindows, sampleWindows } from '../../src/training/batches.js';
import { windowBatch } from '../../src/training/objectives/next-token.js';

describe('ragged batches', () => {
  const batch = raggedBatch([
    [5, 6, 7],
    [8, 9],
  ]);

  it('lay sequences end to end with positions and offsets', () => {
    expect([...batch.tokens]).toEqual([5, 6, 7, 8, 9]);
    expect([...batch.positions]).toEqual([0, 1, 2, 0, 1]);
    expect([...batch.offsets]).toEqual([0, 3, 5]);
    expect([...lastTokens(batch)]).toEqual([2, 4]);
  });

  it('ask every token but the last of its sequence for the one that follows', () => {
    const { targets, weights } = nextTokens(batch);
    expect([...targets]).toEqual([6, 7, 0, 9, 0]);
    expect([...weights].map((weight) => Math.round(weight * 3))).toEqual([1, 1, 0, 1, 0]);
  });
});

describe('batches that share prefixes', () => {
  const passage = [1, 2, 3, 4, 5, 6, 7, 8];
  const alone = [3, 4, 5];
  const batch = sharedBatch([
    [
      [...passage, 9, 20],
      [...passage, 9],
      [...passage, 9, 21, 22],
    ],
    [alone],
  ]);

  it('lay what the sequences of an example begin with once, but for its last token, and the rest behind it', () => {
    expect([...batch.tokens]).toEqual([...passage, 9, 20, 9, 9, 21, 22, ...alone]);
    expect([...batch.positions]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 8, 9, 10, 0, 1, 2]);
    expect([...batch.offsets]).toEqual([0, 8, 10, 11, 14, 17]);
    expect([...batch.prefixes]).toEqual([-1, 0, 0, 0, -1]);
    expect([...lastTokens(batch)]).toEqual([9, 10, 13, 16]);
  });

  it('ask a token of a prefix as often as there are sequences with it', () => {
    const { targets, weights } = nextTokens(batch);
    expect([...targets]).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 20, 0, 0, 21, 22, 0, 4, 5, 0]);
    const asked = 9 + 8 + 10 + 2;
    const times = [3, 3, 3, 3, 3, 3, 3, 3, 1, 0, 0, 1, 1, 0, 1, 1, 0];
    expect([...weights]).toEqual(times.map((count) => Math.fround(count / asked)));
  });

  it('share nothing between examples, nor with the only sequence of an example, nor a first token alone', () => {
    const apart = sharedBatch([
      [passage],
      [passage],
      [
        [1, 2, 3],
        [1, 5],
      ],
    ]);
    expect([...apart.prefixes]).toEqual([-1, -1, -1, -1]);
    expect(apart).toEqual(raggedBatch([passage, passage, [1, 2, 3], [1, 5]]));
  });

  it('leave at least one token to each sequence', () => {
    const same = sharedBatch([[passage, passage]]);
    expect([...same.tokens]).toEqual([...passage, 8]);
    expect([...lastTokens(same)]).toEqual([7, 8]);
  });
});

describe('windows of a corpus', () => {
  const tokens = Uint16Array.from({ length: 100 }, (_, i) => i);

  it('have the token after each input as its target', () => {
    const { batch, next } = windowBatch({ tokens, starts: [0, 96], length: 3 });
    expect([...batch.tokens]).toEqual([0, 1, 2, 96, 97, 98]);
    expect([...next.targets]).toEqual([1, 2, 3, 97, 98, 99]);
    expect([...next.weights].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
  });

  it('are drawn by seed and step alone and never run past the end', () => {
    const sampling = { tokens: 100, length: 3, batch: 2000, seed: 7 };
    const starts = sampleWindows(sampling, 5);
    expect(starts).toEqual(sampleWindows(sampling, 5));
    expect(starts).not.toEqual(sampleWindows(sampling, 6));
    expect(starts).not.toEqual(sampleWindows({ ...sampling, seed: 8 }, 5));
    expect([Math.min(...starts), Math.max(...starts)]).toEqual([0, 96]);
  });

  it('spread evenly over the held-out tokens without overlap', () => {
    expect(evenWindows(100, 10, 3)).toEqual([0, 30, 60]);
    expect(evenWindows(100, 10, 64)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80]);
  });
});

describe('epochs', () => {
  it('show every example once each, in another order, with a shorter last batch', () => {
    const sample = epochSampler({ examples: 10, batch: 4, stream: ['test'] });
    const epochs = [[1, 2, 3].map((step) => sample(step)), [4, 5, 6].map((step) => sample(step))];
    expect(epochs[0]!.map((batch) => batch.length)).toEqual([4, 4, 2]);
    for (const epoch of epochs)
      expect(epoch.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(epochs[0]!.flat()).not.toEqual(epochs[1]!.flat());
  });

  it('give the same batch for a step wherever training begins', () => {
    const sampling = { examples: 10, batch: 4, stream: ['test'] };
    const whole = epochSampler(sampling);
    const before = [1, 2, 3, 4, 5].map((step) => whole(step));
    expect(epochSampler(sampling)(5)).toEqual(before[4]);
  });
});
