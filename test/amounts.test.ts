import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatSeconds } from '../src/amounts.js';

it('counts have three digits and a prefix', () => {
  const counts = [0, 7, 999, 1000, 2_359_296, 45_600_000, 116_534_784, 512e9, 3.1e15, 2.2e27];
  expect(counts.map((count) => formatCount(count, 'FLOP'))).toEqual([
    ...['0 FLOP', '7 FLOP', '999 FLOP', '1.00 kFLOP', '2.36 MFLOP', '45.6 MFLOP', '117 MFLOP'],
    ...['512 GFLOP', '3.10 PFLOP', '2.2e+27 FLOP'],
  ]);
  expect([812, 999_999].map((count) => formatCount(count))).toEqual(['812', '1.00 M']);
});

it('bytes come in powers of 1000', () => {
  expect([0, 999, 1000, 999_900, 34_000_000, 2 ** 34].map(formatBytes)).toEqual([
    ...['0 B', '999 B', '1.00 kB', '1.00 MB', '34.0 MB', '17.2 GB'],
  ]);
});

it('times have two units at most', () => {
  const times = [0.04, 9.94, 9.96, 59.4, 59.6, 185, 3599.7, 7620, 86_399, 97_200, 3e16];
  expect(times.map(formatSeconds)).toEqual([
    ...['0.0 s', '9.9 s', '10 s', '59 s', '1 min 00 s', '3 min 05 s', '1 h 00 min', '2 h 07 min'],
    ...['1 d 00 h', '1 d 03 h', '951 M years'],
  ]);
});
