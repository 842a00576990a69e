/** A folder that somebody brings, as a model: its architecture, its tensors by their hub names, its vocabulary. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { EXIT, UserError } from '../failure.js';
import { listFiles } from '../files/folder.js';
import { lookAt, readWhole } from '../files/regular.js';
import { textOf } from '../files/text.js';
import { SCHEMES } from '../tokenizer/released/index.js';
import type { SchemeName } from '../tokenizer/released/index.js';
import { checkSpells, readVocabulary } from '../tokenizer/released/read.js';
import type { ReleasedVocabulary } from '../tokenizer/released/merges.js';
import { readConfig } from './config.js';
import { formatOf } from './formats/index.js';
import type { FormatName } from './formats/index.js';
import type { Architecture } from './formats/format.js';
import { originalModel, ORIGINAL_FILES } from './original.js';
import { readSafetensors } from './safetensors.js';
import type { StoredTensors } from './tensors.js';

export interface Source {
  readonly architecture: Architecture;
  readonly tensors: StoredTensors;
  readonly vocabulary: ReleasedVocabulary;
  readonly scheme: SchemeName;
  /** Name → sha256 of the files that it was read from. */
  readonly files: Readonly<Record<string, string>>;
}

const HUB_FILES = ['config.json', 'vocab.json', 'merges.txt', 'model.safetensors'] as const;

/** What is asked for: `scheme`, how text is split; null: as the model's files say, or as is usual of the format. */
export interface Wanted {
  readonly format: FormatName;
  readonly scheme: SchemeName | null;
}

/** Throws UserError that says what was looked for, where the folder is no such model. */
export async function readSource({ format, scheme: wanted }: Wanted, folder: string): Promise<Source> {
  const names = await namesIn(folder);
  const files = filesOf(format, folder, names);
  const text = async (name: string) => textOf(await readWhole(join(folder, name)), join(folder, name));
  const [entries = '', merges = ''] = files === HUB_FILES ? ['vocab.json', 'merges.txt'] : VOCABULARY;
  const vocabularyFile = { path: join(folder, entries), text: await text(entries) };
  const vocabulary = readVocabulary(vocabularyFile, { path: join(folder, merges), text: await text(merges) });
  const model =
    files === HUB_FILES
      ? await hubModel(format, folder, await text('config.json'))
      : { ...(await originalModel(folder, await text(ORIGINAL_FILES[0]!))), scheme: null };
  const scheme = wanted ?? model.scheme ?? formatOf(format).schemes[0];
  checkSpells(vocabularyFile, vocabulary, SCHEMES[scheme].spells);
  return { ...model, scheme, vocabulary, files: await hashesOf(folder, files) };
}

/** Of the original release. */
const VOCABULARY = ORIGINAL_FILES.slice(1, 3);

async function namesIn(folder: string): Promise<readonly string[]> {
  if (IS_PICKLE.test(folder)) throw pickled(folder);
  const found = await lookAt(folder);
  if (found?.isDirectory() === true) return listFiles(folder);
  throw new UserError(
    `There is no folder at ${folder}. Name the folder that holds the model's files.`,
    EXIT.usage,
  );
}

const IS_PICKLE = /\.(?:bin|pt|pth|ckpt|pkl)$/;

function filesOf(format: FormatName, folder: string, names: readonly string[]): readonly string[] {
  if (format === 'gpt1' && names.includes(ORIGINAL_FILES[0]!)) return present(ORIGINAL_FILES, folder, names);
  const pickle = names.find((name) => IS_PICKLE.test(name));
  if (pickle !== undefined && !names.includes('model.safetensors')) throw pickled(join(folder, pickle));
  return present(HUB_FILES, folder, names);
}

function present<T extends readonly string[]>(files: T, folder: string, names: readonly string[]): T {
  const absent = files.filter((file) => !names.includes(file));
  if (absent.length === 0) return files;
  throw new UserError(`${folder} has no ${absent.join(', ')}. Expected are ${files.join(', ')}.`, EXIT.usage);
}

/** A pickle is a program: reading it would run what somebody wrote into it. */
const pickled = (path: string): UserError =>
  new UserError(
    `${path} is a pickle, which is not read: a pickle can run any program. Convert it where you trust it: ` +
      `python3 -c "from transformers import AutoModelForCausalLM as M; M.from_pretrained('FOLDER').save_pretrained('NEW')", ` +
      'then import NEW, with its vocab.json and merges.txt.',
    EXIT.usage,
  );

async function hubModel(format: FormatName, folder: string, config: string) {
  const tensors = await readSafetensors(join(folder, 'model.safetensors'));
  const { architecture, scheme } = readConfig(join(folder, 'config.json'), config, formatOf(format));
  return { architecture, tensors, scheme };
}

async function hashesOf(folder: string, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const name of names) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, name)) as AsyncIterable<Buffer>)
      hash.update(chunk);
    hashes[name] = hash.digest('hex');
  }
  return hashes;
}
