/** Continuations have the log-probabilities that Transformers gives them: committed ones, and live. WRITE_GOLDEN=1 prints them anew. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engines/open.js';
import { resolveEngine } from '../../src/engines/resolve.js';
import { familyOf, modelOptions } from '../../src/models/index.js';
import { scoreContinuations } from '../../src/training/continuations.js';
import type { EncodedQuestion } from '../../src/training/continuations.js';
import { loadTrained } from '../../src/training/trained.js';
import { importWeights } from '../../src/weights/import.js';
import { instructionSet } from '../engines/instruction-sets.js';
import { absenceOfTransformers, askTransformers } from '../golden/released.mjs';
import { randomWeights, SMALL_MODELS, writeHub } from './made.js';
import type { Made } from './made.js';

const absence = absenceOfTransformers();
if (absence !== null) console.warn(`Skipped: continuations against Transformers; ${absence}.`);

/** Sums of up to nine log-probabilities of about −4 each, in float32. */
const TOLERANCE = 1e-4;

/** By Transformers 5.18 with PyTorch 2.13. */
const GOLDEN: Readonly<Partial<Record<Made['format'], readonly number[]>>> = {
  gpt1: [-13.102318, -14.171655, -19.300077, -32.122503, -4.277038, -4.44398, -43.06754],
  gpt2: [-18.123142, -17.495071, -22.161276, -41.19431, -5.291292, -6.311939, -50.269589],
};

const root = mkdtempSync(join(tmpdir(), 'reprise-continuations-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const folderOf = ({ format }: Made): string => join(root, format);

/** Four options of a passage, two of which begin alike; two words; a sentence alone. */
function questionsOf({ vocabularySize }: Made): readonly EncodedQuestion[] {
  const tokens = (length: number, seed: number): number[] =>
    Array.from({ length }, (_, i) => (7919 * (i + 1) * (seed + 3)) % vocabularySize);
  const question = (context: number[], continuations: number[][]): EncodedQuestion => ({
    example: { id: '', fields: {}, label: 0 },
    sequences: continuations.map((own) => Int32Array.from([...context, ...own])),
    context: context.length,
    truncated: false,
  });
  return [
    question(tokens(9, 1), [tokens(3, 2), [5, 6, 7], [5, 6, 8, 9], tokens(7, 4)]),
    question(tokens(4, 5), [[1], [2]]),
    question([], [tokens(10, 6)]),
  ];
}

async function scoredHere(made: Made): Promise<readonly number[]> {
  const { format } = made;
  await writeHub(folderOf(made), made, randomWeights(made));
  const given = { format, path: folderOf(made), name: format, scheme: null };
  const imported = await importWeights(join(root, 'datasets'), given);
  const options = modelOptions.parse(imported.architecture);
  const { name } = resolveEngine('auto', 'float32', { instructionSet });
  const engine = await openEngine({ name, precision: 'float32', threads: 1, instructionSet });
  const family = familyOf(options);
  const opened = engine.openWeights(await loadTrained(imported.folder));
  const { open } = await family.network();
  const model = { network: open(engine, options, opened.weights), input: family.input };
  const scores = await scoreContinuations(model, questionsOf(made), 'total');
  model.network.dispose();
  opened.dispose();
  return scores.flat();
}

const scoredThere = (made: Made): readonly number[] =>
  askTransformers({
    what: 'score',
    format: made.format,
    folder: folderOf(made),
    sequences: questionsOf(made).flatMap(({ sequences }) => sequences.map((one) => [...one])),
    from: questionsOf(made).flatMap(({ sequences, context }) => sequences.map(() => Math.max(context, 1))),
  }) as number[];

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((score, i) => expect(Math.abs(score - wanted[i]!)).toBeLessThan(TOLERANCE));
}

describe.each(SMALL_MODELS)('continuations by a small model of $format', (made) => {
  it('have the log-probabilities that Transformers gave', async () => {
    const found = await scoredHere(made);
    if (process.env['WRITE_GOLDEN'] !== undefined && absence === null)
      console.warn(made.format, JSON.stringify(scoredThere(made).map((one) => Number(one.toFixed(6)))));
    expectClose(found, GOLDEN[made.format]!);
  });

  it.skipIf(absence !== null)('have those of the Transformers of this machine', () => {
    expectClose(GOLDEN[made.format]!, scoredThere(made));
  });
});
