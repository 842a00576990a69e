/** Imported weights are written as hubs have them, with the same bytes there and back and the same tokens. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hubFiles } from '../../src/tokenizer/hub/files.js';
import { releasedTokenizer } from '../../src/tokenizer/released/index.js';
import type { ReleasedFile } from '../../src/tokenizer/released/index.js';
import { readVocabulary } from '../../src/tokenizer/released/read.js';
import { bpeTokenizer } from '../../src/tokenizer/bpe.js';
import { trainVocabulary } from '../../src/tokenizer/train.js';
import { entriesOf } from '../../src/tokenizer/vocabulary.js';
import { wordsOf } from '../../src/tokenizer/words.js';
import { exportModel } from '../../src/weights/export/index.js';
import { openImported } from '../../src/weights/export/open.js';
import { importWeights } from '../../src/weights/import.js';
import { absenceOfTransformers, askOfExported, sharedData } from '../golden/released.mjs';
import { randomWeights, SMALL_MODELS, writeHub } from './made.js';

const absence = absenceOfTransformers();
if (absence !== null) console.warn(`Skipped: exported tokenizers in Transformers; ${absence}.`);
const shared = sharedData();
if (shared === null)
  console.warn('Skipped: exported tokenizers on real sentences; there is no ../shared/data.');

const root = mkdtempSync(join(tmpdir(), 'reprise-export-'));
const datasets = join(root, 'datasets');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bytesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'hex')]));

describe.each(SMALL_MODELS)('imported weights of $format', (made) => {
  const { format } = made;
  const at = (name: string): string => join(root, `${format}-${name}`);

  it('come back with the same bytes, and are written again with the same bytes', async () => {
    await writeHub(at('hub'), made, randomWeights(made));
    const scheme = format === 'gpt1' ? 'gpt1-code' : null;
    const first = await importWeights(datasets, { format, path: at('hub'), name: `${format}-1`, scheme });
    await exportModel(await openImported(datasets, `${format}-1`), 'huggingface', at('out'));
    for (const file of ['model.safetensors', 'merges.txt'])
      expect(bytesIn(at('out')).get(file)).toBe(bytesIn(at('hub')).get(file));
    const given = { format, path: at('out'), scheme: null };
    const second = await importWeights(datasets, { ...given, name: `${format}-2` });
    expect(second.sha256).toBe(first.sha256);
    expect(second.scheme).toBe(first.scheme);
    for (const file of ['weights.bin', 'tokenizer.json', 'model.json'])
      expect(bytesIn(second.folder).get(file)).toBe(bytesIn(first.folder).get(file));
    await exportModel(
      { ...(await openImported(datasets, `${format}-2`)), label: `${format}-1` },
      'huggingface',
      at('again'),
    );
    expect(bytesIn(at('again'))).toEqual(bytesIn(at('out')));
  });
});

/** As AutoTokenizer opens it. */
function written(name: string, file: ReleasedFile): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [path, text] of Object.entries(
    hubFiles({ file, symbols: [], sequences: null, contextLength: 100_000 }),
  ))
    writeFileSync(join(folder, path), text);
  return folder;
}

describe.skipIf(absence !== null || shared === null)('on 1,000 real sentences', () => {
  const lines = (path: string): readonly string[] =>
    readFileSync(join(shared ?? '', path), 'utf8')
      .split('\n')
      .slice(1);

  it('exported tokenizers give the same ids', { timeout: 600_000 }, () => {
    const all = [
      ...lines('glue/SST-2/train.tsv').map((line) => line.split('\t')[0] ?? ''),
      ...lines('glue/MRPC/train.tsv').flatMap((line) => line.split('\t')[3] ?? []),
    ];
    const texts = Array.from({ length: 1000 }, (_, i) => all[Math.floor((i * all.length) / 1000)]!);
    const counts = new Map<string, number>();
    for (const word of all.slice(0, 5000).flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const own = trainVocabulary(counts, 2000);
    const file = (name: string) => {
      const path = join(shared ?? '', 'gpt1-tokenizer', name);
      return { path, text: readFileSync(path, 'utf8') };
    };
    const gpt1 = readVocabulary(file('encoder_bpe_40000.json'), file('vocab_40000.bpe'));
    const folders = [
      written('own', { scheme: 'reprise', entries: entriesOf(own), merges: own.merges }),
      written('gpt1', { scheme: 'gpt1-basic', ...gpt1 }),
    ];
    const parts = texts.map((text) => [text]);
    const [ofOwn, ofGpt1] = askOfExported(
      folders.map((folder) => ({ what: 'identify', folder, texts: parts })),
    ) as number[][][];
    const [mine, basic] = [bpeTokenizer(own), releasedTokenizer({ scheme: 'gpt1-basic', ...gpt1 })];
    expect(ofOwn).toEqual(texts.map((text) => mine.encode(text)));
    expect(ofGpt1).toEqual(texts.map((text) => basic.encode(text)));
    const byCode = releasedTokenizer({ scheme: 'gpt1-code', ...gpt1 });
    const other = texts.filter((text, i) => byCode.encode(text).join() !== ofGpt1![i]!.join()).length;
    console.warn(`Of 1,000 sentences ${other} have other tokens by GPT-1's own code than in tokenizer.json.`);
  });
});
