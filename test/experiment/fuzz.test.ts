import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { ExperimentError } from '../../src/experiment/problem.js';
import { randomStream } from '../../src/random/stream.js';
import { damagedText } from '../fuzz/text.js';
import { folderWith } from './experiment-files.js';

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 400);
const experiments = new URL('../../experiments/', import.meta.url);
const texts = readdirSync(experiments)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(new URL(file, experiments), 'utf8').replace(/^name: .*$/m, 'name: a'));

it(`whatever is done to a file, it loads or fails with its problems and their places (${ROUNDS} times)`, async () => {
  const random = randomStream('fuzz');
  const folder = folderWith({});
  const file = join(folder, 'a.yaml');
  for (let round = 0; round < ROUNDS; round++) {
    const text = damagedText(random.pick(texts), random);
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
