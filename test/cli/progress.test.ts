import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/stages/index.js';
import { formatBytes, formatCount, formatSeconds } from '../../src/cli/terminal/amounts.js';
import { Pace } from '../../src/cli/terminal/pace.js';
import { lines } from '../../src/cli/terminal/progress.js';

const stage = (key: string, seconds: number): Stage => ({
  key,
  label: `stage ${key}`,
  inputs: [],
  spec: { kind: 'tokenize', tokenizer: { vocabularySize: 300 }, corpus: 'x', corpusHash: 'y' },
  estimate: {
    parameters: null,
    flops: 0,
    seconds,
    bytes: 0,
    memory: { program: 0, weights: 0, activations: 0, data: 0 },
  },
});

describe('amounts', () => {
  it('are written as people read them', () => {
    expect([0.04, 9.96, 59.4, 59.6, 200, 3599.7, 90_000].map(formatSeconds)).toEqual([
      '0.0 s',
      '10 s',
      '59 s',
      '1 min 00 s',
      '3 min 20 s',
      '1 h 00 min',
      '1 d 1 h',
    ]);
    expect([0, 999, 1000, 999_900, 34_000_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '1.00 MB',
      '34.0 MB',
    ]);
    expect([812, 2_360_000, 116_534_784].map(formatCount)).toEqual(['812', '2.36 M', '117 M']);
  });
});

describe('the time left', () => {
  it('is that of the work left at the pace so far', () => {
    let now = 0;
    const [short, long] = [stage('a', 10), stage('b', 30)];
    const pace = new Pace([short, long], () => now);
    expect(pace.secondsLeft()).toBeNull();
    now = 20;
    pace.note(short, 1);
    expect(pace.share()).toBe(0.25);
    expect(pace.secondsLeft()).toBe(60);
    pace.note(long, 0.5);
    expect(pace.share()).toBe(0.625);
  });
});

describe('plain lines', () => {
  it('come at the start and end of a stage, and between them every quarter minute', () => {
    let now = 0;
    const written: string[] = [];
    const one = stage('a', 60);
    const progress = lines(
      [one],
      (line) => written.push(line),
      () => now,
    );
    progress.started(one, 2);
    for (now = 1; now <= 40; now++) progress.moved(one, now, 60);
    progress.ended(one, { status: 'done', seconds: 40, error: null });
    expect(written).toEqual([
      '  0 %  start  stage a (2 threads)',
      ' 25 %  …      stage a: 15/60, 1.0/s, 45 s left',
      ' 50 %  …      stage a: 30/60, 1.0/s, 30 s left',
      '100 %  done   stage a · 40 s [1/1], 0.0 s left',
    ]);
  });
});
