/**
 * Hostile cases through the real program. As a test, a few; `make fuzz` runs a thousand: FUZZ_SEED, FUZZ_CASES (how
 * many), FUZZ_CASE (one number alone), FUZZ_SECONDS (the limit of a run, where the machine is busy), FUZZ_PROGRAM
 * (another build's dist/main.js).
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { randomStream } from '../../src/random/stream.js';
import { times } from './case.js';
import { digestOf } from './folder.js';
import { fuzz } from './fuzz.js';
import type { CaseResult } from './fuzz.js';
import { caseOf } from './kinds.js';
import { damagedBytes } from './text.js';
import { failureText, isFailed, summaryText } from './words.js';

const asked = (name: string): string | undefined => process.env[name] || undefined;

const SEED = Number(asked('FUZZ_SEED') ?? 1);
const isTool = asked('FUZZ_CASES') !== undefined;
const only = asked('FUZZ_CASE');
/** Of seed 1, what the suite runs: one or more of every kind, so that generators, limits and rules stay alive. */
const FEW = [2, 3, 6, 9, 12, 17, 20, 21, 28, 36, 47, 54, 66];
const NUMBERS = numbersAsked();
const MAIN = asked('FUZZ_PROGRAM') ?? fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** In the suite, other tests run beside these: a hang still ends. */
const LIMITS = { seconds: Number(asked('FUZZ_SECONDS') ?? (isTool ? 20 : 90)), bytes: 1.5e9 };
const HOUR = 3_600_000;
/** Cases between two lines of progress. */
const STEP = 50;

function numbersAsked(): readonly number[] {
  if (only !== undefined) return [Number(only)];
  return isTool ? times(Number(asked('FUZZ_CASES')), (index) => index) : FEW;
}

function tell(result: CaseResult, done: number): void {
  if (isFailed(result)) console.log(failureText(result));
  else if (only !== undefined) result.runs.forEach(({ outcome }) => console.log(outcome.out + outcome.err));
  if (isTool && done % STEP === 0) console.log(`${done} of ${NUMBERS.length} cases`);
}

function tellAll(results: readonly CaseResult[], seconds: number): void {
  const digest = createHash('sha256')
    .update(results.map((result) => result.digest).join())
    .digest('hex');
  console.log(
    `seed ${SEED}, ${seconds.toFixed(0)} s, inputs ${digest.slice(0, 16)}\n${summaryText(results)}`,
  );
}

it(
  `whatever is typed or brought, the program ends in time with 0 or 2, within memory, and says what is wrong (${NUMBERS.length} cases)`,
  async () => {
    const began = performance.now();
    const folder = join(tmpdir(), isTool ? `reprise-fuzz-${SEED}` : `reprise-fuzz-test-${process.pid}`);
    const options = { seed: SEED, numbers: NUMBERS, main: MAIN, folder, limits: LIMITS, atATime: 2 };
    const results = await fuzz({ ...options, onResult: tell });
    if (isTool) tellAll(results, (performance.now() - began) / 1000);
    expect(results.filter(isFailed).map(failureText)).toEqual([]);
  },
  12 * HOUR,
);

it('the same seed gives the same bytes, and another seed others', () => {
  const digests = (seed: number): string[] => times(24, (number) => digestOf(caseOf(seed, number)));
  expect(digests(7)).toEqual(digests(7));
  expect(digests(7)).not.toEqual(digests(8));
});

it('bytes of any number can be damaged', () => {
  const random = randomStream('fuzz', 'damage');
  for (let length = 0; length < 300; length++)
    expect(() => damagedBytes(Buffer.alloc(length), random)).not.toThrow();
});
