/** Damage to text and bytes, whatever they mean. */
import type { RandomStream } from '../../src/random/stream.js';
import { isOneIn, times } from './case.js';

/** What YAML, CSV and JSON give a meaning to, and what no file should hold. */
const SCRAPS = [
  ...['\t', '\n', ': ', '- ', '[', ']', '{', '}', '"', "'", '|', '>', '#', '~', '? ', '%', '@', '`', '  '],
  ...[
    '&a ',
    '*a',
    '!!map ',
    '!!binary ',
    '<<: ',
    '---\n',
    '...\n',
    '-1',
    '1e999',
    '.nan',
    '0',
    'true',
    'null',
  ],
  ...[
    '__proto__: 1\n',
    'constructor: 1\n',
    'extends: gpt1\n',
    '\u2028',
    '\ud83d\ude00',
    '\r',
    '\u0000',
    '\u001b[31m',
  ],
];

/** A text with a few scraps put in, parts cut out, or lines doubled. */
export function damagedText(text: string, random: RandomStream): string {
  let damaged = text;
  for (let i = 1 + random.integer(4); i > 0; i--) {
    const at = random.integer(damaged.length + 1);
    const cut = random.pick([0, 0, 1, 5, 40]);
    const again = random.pick(['', '', damaged.slice(at, at + 60)]);
    damaged = damaged.slice(0, at) + random.pick(SCRAPS) + again + damaged.slice(at + cut);
  }
  return damaged;
}

type Damage = (bytes: Buffer, random: RandomStream) => Buffer;

const place = (bytes: Buffer, random: RandomStream): number => random.integer(bytes.length + 1);

const DAMAGES: readonly Damage[] = [
  // Cut off.
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  // A few bytes changed.
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let i = 1 + random.integer(8); i > 0; i--) changed[place(bytes, random)] = random.integer(256);
    return changed;
  },
  // A run of one byte.
  (bytes, random) => {
    const at = place(bytes, random);
    const end = Math.min(bytes.length, at + 1 + random.integer(2000));
    return Buffer.from(bytes).fill(random.pick([0, 255, 10, 34]), at, end);
  },
  // A part removed.
  (bytes, random) => {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(300))]);
  },
  // A part doubled.
  (bytes, random) => {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 500))]);
  },
  // Noise put in.
  (bytes, random) => {
    const at = place(bytes, random);
    const noise = Buffer.from(times(1 + random.integer(60), () => random.integer(256)));
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  () => Buffer.alloc(0),
];

export const damagedBytes: Damage = (bytes, random) => random.pick(DAMAGES)(bytes, random);

/** The same text as some editor or export saves it. */
const ENCODINGS: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  (text) => Buffer.from(text.replaceAll('\n', '\r')),
  (text) => Buffer.from(text.replaceAll('e', '\u00e9'), 'latin1'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(text.replaceAll('  ', '\t')),
];

/** A text of which now and then the encoding is another one or the bytes are damaged. */
export function written(text: string, random: RandomStream): Buffer {
  const encoded = isOneIn(random, 6) ? random.pick(ENCODINGS)(text) : Buffer.from(text);
  return isOneIn(random, 8) ? damagedBytes(encoded, random) : encoded;
}

const CHARACTERS = [
  ...[
    'a',
    'Z',
    '0',
    ' ',
    '\n',
    '\t',
    '\u0000',
    '\u001b[2J',
    '\u0007',
    '\u009b31m',
    '\u007f',
    '\u202e',
    '\u00e9',
  ],
  ...[
    '\u4f60',
    '\ud83d\ude00',
    '\ud800',
    '<script>',
    '&amp;',
    '\\',
    '$',
    '%',
    '{}',
    '../',
    "'",
    '"',
    '`',
    '\u2028',
  ],
];

/** Anything that can be typed, and what cannot; now and then very long. */
export function anyText(random: RandomStream): string {
  const length = random.pick([0, 1, 3, 12, 60, 60, 20_000]);
  if (isOneIn(random, 4)) return random.pick(CHARACTERS).repeat(length);
  return times(Math.min(length, 500), () => random.pick(CHARACTERS)).join('');
}
