/** Values that no option expects. */
import type { RandomStream } from '../../src/random/stream.js';
import { times } from './case.js';
import { anyText } from './text.js';

const NUMBERS = [
  ...[0, -0, -1, 1, 2, 3, 7, 0.5, 1.5, -1e-9, 1e-308, 5e-324, 1e308, -1e308, NaN, Infinity, -Infinity],
  ...[
    1e3,
    1e5,
    1e6,
    1e9,
    1e12,
    1e15,
    1e18,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 64,
    1e21,
    1e100,
  ],
];

const WORDS = [
  ...[
    '',
    ' ',
    'auto',
    'gelu',
    'native',
    'real',
    'miniature',
    'books',
    'gpt1',
    'gpt1-mini',
    'none',
    'yes',
    'mean',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '..',
    '../..',
    '/etc/passwd',
    '/dev/zero',
    'a/b',
    '\\',
  ],
  ...['1', '1e3', 'null', 'true', '2026-01-01', '~', '*', '=', '<<', 'model.heads', 'sst-2', 'reference'],
];

export const anyNumber = (random: RandomStream): number => random.pick(NUMBERS);

const SHAPES: readonly ((random: RandomStream) => unknown)[] = [
  anyNumber,
  anyNumber,
  (random) => random.pick(WORDS),
  (random) => random.pick(WORDS),
  anyText,
  (random) => random.pick([true, false, null]),
  () => [],
  () => ({}),
  (random) => [anyValue(random), anyValue(random)],
  (random) => ({ [random.pick(WORDS)]: anyValue(random) }),
  (random) => nested(random.pick([3, 30, 400]), random.pick<'list' | 'mapping'>(['list', 'mapping'])),
  (random) => times(random.pick([10, 1000, 5000]), (index) => index),
  (random) => times(random.pick([10, 1000]), () => random.pick(NUMBERS)),
];

export function anyValue(random: RandomStream): unknown {
  return random.pick(SHAPES)(random);
}

function nested(depth: number, kind: 'list' | 'mapping'): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = kind === 'list' ? [value] : { a: value };
  return value;
}
