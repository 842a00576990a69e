/** Imported models compute what Transformers computes: committed values at a small shape, and live at the full one. WRITE_GOLDEN=1 asks it anew. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tidy } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engines/open.js';
import { resolveEngine } from '../../src/engines/resolve.js';
import { familyOf, modelOptions } from '../../src/models/index.js';
import { raggedBatch } from '../../src/models/shared/batch.js';
import { loadTrained } from '../../src/training/trained.js';
import { importWeights } from '../../src/weights/import.js';
import { instructionSet } from '../engines/instruction-sets.js';
import { absenceOfTransformers, askTransformers } from '../golden/released.mjs';
import { FULL_MODELS, randomWeights, SMALL_MODELS, writeHub } from './made.js';
import type { Made } from './made.js';

const absence = absenceOfTransformers();
if (absence !== null) console.warn(`Skipped: imported models against Transformers; ${absence}.`);

/** Of hidden states of size about 1 and logits of size about 10 or less, in float32 through up to 12 blocks. */
const TOLERANCE = 2e-4;

const root = mkdtempSync(join(tmpdir(), 'reprise-logits-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Computed {
  /** Final states, token after token. */
  readonly states: readonly number[];
  /** Of each token, at the places asked for. */
  readonly logits: readonly number[];
}

/** Sequences of unlike lengths over the vocabulary. */
const ragged = ({ vocabularySize }: Made, lengths: readonly number[]): number[][] =>
  lengths.map((length, s) => Array.from({ length }, (_, i) => (7919 * (i + 1) * (s + 3)) % vocabularySize));

const placesOf = ({ vocabularySize }: Made, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((i * vocabularySize) / count));

interface Question {
  readonly made: Made;
  readonly sequences: readonly (readonly number[])[];
  readonly places: readonly number[];
}

/** By the real import, and the engine that this machine would choose. */
async function computedHere(folder: string, { made, sequences, places }: Question): Promise<Computed[]> {
  const { format } = made;
  const given = { format, path: folder, name: format, scheme: null };
  const imported = await importWeights(join(root, 'datasets'), given);
  const options = modelOptions.parse(imported.architecture);
  const { name } = resolveEngine('auto', 'float32', { instructionSet });
  const engine = await openEngine({ name, precision: 'float32', threads: 2, instructionSet });
  const { open } = await familyOf(options).network();
  const weights = await loadTrained(imported.folder);
  const opened = engine.openWeights(weights);
  const network = open(engine, options, opened.weights);
  const batch = raggedBatch(sequences);
  const states = tidy(() => network.states(batch, null).dataSync());
  network.dispose();
  opened.dispose();
  const width = options.hiddenSize;
  const tokens = weights.get('tokens')!.values;
  const logit = (row: number, place: number): number => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += states[row * width + i]! * tokens[place * width + i]!;
    return sum;
  };
  let from = 0;
  return sequences.map(({ length }) => {
    const rows = Array.from({ length }, (_, i) => from + i);
    from += length;
    return {
      states: [...states.subarray(rows[0]! * width, from * width)],
      logits: rows.flatMap((row) => places.map((place) => logit(row, place))),
    };
  });
}

function expectClose(computed: readonly Computed[], expected: readonly Computed[]): void {
  expect(computed).toHaveLength(expected.length);
  const furthest = (of: (one: Computed) => readonly number[]): number =>
    Math.max(
      ...computed.map((one, i) => {
        const wanted = of(expected[i]!);
        expect(of(one)).toHaveLength(wanted.length);
        return of(one).reduce((most, value, k) => Math.max(most, Math.abs(value - wanted[k]!)), 0);
      }),
    );
  const errors = { states: furthest(({ states }) => states), logits: furthest(({ logits }) => logits) };
  console.warn(
    `Largest difference: states ${errors.states.toExponential(1)}, logits ${errors.logits.toExponential(1)}.`,
  );
  expect(errors.states).toBeLessThan(TOLERANCE);
  expect(errors.logits).toBeLessThan(TOLERANCE);
}

const askFor = (folder: string, { made, sequences, places }: Question): Computed[] =>
  askTransformers({ what: 'compute', format: made.format, folder, sequences, places }) as Computed[];

const smallQuestion = (made: Made): Question => ({
  made,
  sequences: ragged(made, [16, 5, 1]),
  places: placesOf(made, 12),
});

const folderOf = (size: string, { format }: Made): string => join(root, size, format);

type Golden = Readonly<Record<string, readonly Computed[]>>;
const GOLDEN = new URL('../golden/released-models.json', import.meta.url);

if (process.env['WRITE_GOLDEN'] !== undefined && absence === null) {
  const made: Record<string, readonly Computed[]> = {};
  for (const model of SMALL_MODELS) {
    await writeHub(folderOf('small', model), model, randomWeights(model));
    made[model.format] = askFor(folderOf('small', model), smallQuestion(model));
  }
  const short = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(8)) : value;
  writeFileSync(GOLDEN, `${JSON.stringify(made, short)}\n`);
}

describe.each(SMALL_MODELS)('a small model of $format', (made) => {
  it('has the final states and logits that Transformers gave', async () => {
    await writeHub(folderOf('small', made), made, randomWeights(made));
    const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Golden;
    expectClose(await computedHere(folderOf('small', made), smallQuestion(made)), golden[made.format]!);
  });
});

/** Half a gigabyte is made, written, read and computed with. */
const LONG = 600_000;

describe.skipIf(absence !== null).each(FULL_MODELS)('a model of $format at its full size', (made) => {
  it('has the final states and logits of the Transformers of this machine', { timeout: LONG }, async () => {
    const folder = folderOf('full', made);
    await writeHub(folder, made, randomWeights(made));
    const question = { made, sequences: ragged(made, [48, 7, 1, 20]), places: placesOf(made, 200) };
    expectClose(await computedHere(folder, question), askFor(folder, question));
  });
});
