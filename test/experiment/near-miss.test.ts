import { describe, expect, it } from 'vitest';
import { nearMiss, suggestion } from '../../src/experiment/near-miss.js';

describe('the word that was probably meant', () => {
  it('is the nearest one', () => {
    expect(nearMiss('haeds', ['layers', 'heads'])).toBe('heads');
    expect(nearMiss('Warmup_Cosine', ['warmup-cosine'])).toBe('warmup-cosine');
  });

  it('is never the word itself', () => {
    expect(nearMiss('dangling', ['dangling', 'smoke'])).toBeNull();
    expect(nearMiss('smok', ['smok', 'smoke'])).toBe('smoke');
    expect(suggestion('dangling', ['dangling', 'smoke'], 'Experiments')).toBe('Experiments: smoke.');
    expect(suggestion('dangling', ['dangling'], 'Experiments')).toBe('Experiments: none.');
  });

  it.each(['', '.', 'a', '-'])('is nothing for %j', (word) => {
    expect(nearMiss(word, ['b', 'ab', '--', 'gc'])).toBeNull();
  });
});
