import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { ExperimentError } from '../../src/experiment/problem.js';
import { randomStream, type RandomStream } from '../../src/random/stream.js';
import { folderWith } from './experiment-files.js';

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 400);
const experiments = new URL('../../experiments/', import.meta.url);
const texts = readdirSync(experiments)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(new URL(file, experiments), 'utf8').replace(/^name: .*$/m, 'name: a'));
const SCRAPS = [
  '\t',
  '\n',
  ': ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '"',
  "'",
  '|',
  '>',
  '#',
  '!!map ',
  '~',
  '-1',
  '1e999',
  '.nan',
  '0',
  'true',
  '? ',
  '<<: ',
  '\u2028',
  '\ud83d\ude00',
  '__proto__: 1\n',
  'constructor: 1\n',
  '%',
  '@',
  '`',
  '---\n',
  'extends: gpt1\n',
  '  ',
  'null',
];

/** A text with a few scraps put in, parts cut out, or lines doubled. */
function damaged(text: string, random: RandomStream): string {
  for (let i = 1 + random.integer(4); i > 0; i--) {
    const at = random.integer(text.length + 1);
    const cut = random.pick([0, 0, 1, 5, 40]);
    const again = random.pick(['', '', text.slice(at, at + 60)]);
    text = text.slice(0, at) + random.pick(SCRAPS) + again + text.slice(at + cut);
  }
  return text;
}

it(`whatever is done to a file, it loads or fails with its problems and their places (${ROUNDS} times)`, async () => {
  const random = randomStream('fuzz');
  const folder = folderWith({});
  const file = join(folder, 'a.yaml');
  for (let round = 0; round < ROUNDS; round++) {
    const text = damaged(random.pick(texts), random);
    writeFileSync(file, text);
    const outcome = await loadExperiment(file, []).catch((error: unknown) => error);
    if (outcome instanceof Error && !(outcome instanceof ExperimentError)) {
      throw new Error(`${outcome.message}, on:\n${text}`, { cause: outcome });
    }
    if (outcome instanceof ExperimentError) {
      expect(outcome.exitCode).toBe(2);
      expect(outcome.problems.length).toBeGreaterThan(0);
      expect(outcome.message).not.toMatch(/undefined|\[object|Error:/);
    }
  }
});
