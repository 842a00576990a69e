import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTokenizer } from '../../src/tokenizer/open.js';
import { openTokens } from '../../src/tokenizer/tokens.js';
import { run } from '../../src/stages/tokenize/run.js';
import { instructionSet } from '../engines/instruction-sets.js';

let folder: string;
let place: { readonly datasets: string; readonly results: string };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-tokenize-'));
  place = { datasets: join(folder, 'datasets'), results: join(folder, 'results') };
});
afterEach(() => rm(folder, { recursive: true }));

async function bringCorpus(documents: readonly string[]): Promise<void> {
  const data = join(place.datasets, 'shelf', 'data');
  await mkdir(data, { recursive: true });
  for (const [i, text] of documents.entries())
    await writeFile(join(data, `${String(i).padStart(3, '0')}.txt`), text);
}

async function tokenize(key: string, vocabularySize: number) {
  const spec = { kind: 'tokenize', tokenizer: { vocabularySize }, corpus: 'shelf', corpusHash: '' } as const;
  const estimate = { parameters: null, flops: 0, seconds: 0, bytes: 0 };
  await mkdir(join(place.results, key), { recursive: true });
  const steps: number[][] = [];
  const { facts } = await run(
    { key, spec, inputs: [], label: key, estimate },
    {
      datasets: place.datasets,
      artifacts: (of) => join(place.results, of),
      opened: () => undefined,
      progress: (done, total) => steps.push([done, total]),
      stop: new AbortController().signal,
      event: () => undefined,
      engine: { name: 'cpu', precision: 'float32', threads: 1, instructionSet },
      data: new Map(),
    },
  );
  return { facts, steps };
}

const documentOf = (i: number) =>
  `Document ${i} begins. ${'The heron waits and the river goes by. '.repeat(5)}`;

describe('the tokenize stage', () => {
  it('holds out every twentieth document and keeps the rest in order', async () => {
    await bringCorpus(Array.from({ length: 41 }, (_, i) => documentOf(i)));
    const { facts, steps } = await tokenize('key', 130);
    const tokenizer = await openTokenizer(join(place.results, 'key'));
    const tokens = await openTokens(join(place.results, 'key'));
    const begun = (ids: Uint16Array) =>
      [...tokenizer.decode([...ids]).matchAll(/document (\d+) begins/g)].map(([, i]) => Number(i));
    expect(begun(tokens.heldout)).toEqual([19, 39]);
    expect(begun(tokens.train)).toEqual([...Array(41).keys()].filter((i) => i !== 19 && i !== 39));
    expect(facts).toEqual({
      documents: 41,
      trainTokens: tokens.train.length,
      heldoutTokens: tokens.heldout.length,
      vocabularySize: 130,
    });
    expect(steps.at(-1)).toEqual([82, 82]);
  });

  it('holds out the last twentieth of a corpus of few documents', async () => {
    await bringCorpus([documentOf(0).repeat(10)]);
    await tokenize('key', 130);
    const { train, heldout } = await openTokens(join(place.results, 'key'));
    expect(heldout.length).toBe(Math.floor((train.length + heldout.length) / 20));
  });

  it('writes the same bytes twice', async () => {
    await bringCorpus(Array.from({ length: 5 }, (_, i) => documentOf(i)));
    await tokenize('one', 130);
    await tokenize('two', 130);
    for (const file of ['tokenizer.json', 'train.bin', 'heldout.bin'])
      expect(await readFile(join(place.results, 'two', file))).toEqual(
        await readFile(join(place.results, 'one', file)),
      );
  });

  it('says what to set where the corpus is too small for the vocabulary', async () => {
    await bringCorpus([documentOf(0)]);
    await expect(tokenize('key', 5000)).rejects.toThrow(
      /yields a vocabulary size of only (\d+), not 5000\. Set tokenizer\.vocabularySize to at most \1,/,
    );
    await expect(tokenize('key', 50)).rejects.toThrow(/characters alone need a vocabulary size of 1\d\d/);
  });

  it('says what to do where an artifact is absent or damaged', async () => {
    await bringCorpus([documentOf(0).repeat(10)]);
    await tokenize('key', 130);
    await writeFile(join(place.results, 'key', 'tokenizer.json'), '{"base": [');
    await writeFile(join(place.results, 'key', 'heldout.bin'), 'odd');
    await expect(openTokenizer(join(place.results, 'key'))).rejects.toThrow(/tokenizer\.json .* Run again/);
    await expect(openTokens(join(place.results, 'key'))).rejects.toThrow(/heldout\.bin .* Run again/);
    await expect(openTokens(join(place.results, 'none'))).rejects.toThrow(/Delete that folder/);
  });
});
