/**
 * RACE as the hub has it: Parquet tables of questions, `all` or `middle` and `high`, columns example_id ("high12.txt"),
 * article, question, options, answer.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { whereAbsent } from '../../failure.js';
import { parquetRows } from '../../files/parquet.js';
import type { ParquetRow } from '../../files/parquet.js';
import type { FoundFiles, Place } from '../task.js';
import { hubFiles, pickHubFiles } from './hub-files.js';

const COLUMNS = ['example_id', 'article', 'question', 'options', 'answer'];

/** The hub's word for the evaluation split of a part such as "dev/high". */
const SPLITS: Readonly<Record<string, string>> = { train: 'train', dev: 'validation' };

const CONFIGURATIONS = ['all', 'middle', 'high'];

export interface HubQuestion {
  readonly article: string;
  readonly question: string;
  readonly options: readonly string[];
  readonly answer: string;
}

export interface FoundQuestion {
  /** Of the file that the passage has in the original, e.g. RACE/dev/high/12.txt. */
  readonly path: string;
  /** Among the questions of its passage, from 1. */
  readonly number: number;
  readonly place: Place;
  /** Or what is wrong with the row. */
  readonly question: HubQuestion | string;
}

/** `all` if it is there, else both halves; each is kept in a folder of its name. Throws UserError as pickHubFiles does. */
export function pickRaceTables(found: FoundFiles): ReadonlyMap<string, string> {
  const inside = (configuration: string): readonly string[] =>
    found.names.filter((name) => `/${name}`.includes(`/${configuration}/`));
  const halves = ['middle', 'high'].filter((one) => inside(one).length > 0);
  const wanted = inside('all').length > 0 || halves.length === 0 ? ['all'] : halves;
  return new Map(
    wanted.flatMap((one) => {
      const names = inside(one).length > 0 ? inside(one) : found.names;
      const picks = pickHubFiles('race', { required: Object.values(SPLITS) }, { ...found, names });
      return [...picks].map(([name, kept]) => [name, `${one}/${kept}`] as const);
    }),
  );
}

/** All questions of the given parts ("dev/high"), by the path of their passage; null where there are no such tables. */
export async function raceQuestions(
  folder: string,
  parts: readonly string[],
): Promise<readonly FoundQuestion[] | null> {
  const found: FoundQuestion[] = [];
  let isThere = false;
  for (const file of await filesOf(folder, SPLITS[parts[0]?.split('/')[0] ?? ''] ?? '')) {
    isThere = true;
    await addQuestions({ folder, file, parts }, found);
  }
  return isThere ? numbered(found) : null;
}

async function filesOf(folder: string, split: string): Promise<readonly string[]> {
  const inside = await readdir(folder).catch(whereAbsent<string[]>([]));
  const files: string[] = [];
  for (const one of CONFIGURATIONS.filter((name) => inside.includes(name)))
    files.push(...(await hubFiles(join(folder, one), split)).map((file) => `${one}/${file}`));
  return files;
}

async function addQuestions(
  { folder, file, parts }: { folder: string; file: string; parts: readonly string[] },
  found: FoundQuestion[],
): Promise<void> {
  let line = 0;
  for await (const row of parquetRows(join(folder, file), COLUMNS)) {
    line += 1;
    const [id] = row;
    const [, level = '', name = ''] = /^(middle|high)(\d+\.txt)$/.exec(String(id)) ?? [];
    const part = parts.find((one) => one.endsWith(`/${level}`));
    // A row that says of no level where it belongs is rejected with the first that is asked for.
    if (part === undefined && level !== '') continue;
    const path = `RACE/${part ?? parts[0] ?? ''}/${name}`;
    const question = level === '' ? `example_id "${String(id).slice(0, 40)}" is no such as high12.txt` : null;
    found.push({ path, number: 0, place: { file, line }, question: question ?? questionOf(row) });
  }
}

function questionOf([, article, question, options, answer]: ParquetRow): HubQuestion | string {
  if (typeof article !== 'string') return 'article is no text';
  if (typeof question !== 'string') return 'question is no text';
  if (typeof answer !== 'string') return 'answer is no text';
  if (!Array.isArray(options) || !options.every((one) => typeof one === 'string'))
    return 'options is no list of texts';
  return { article, question, options, answer };
}

function numbered(found: readonly FoundQuestion[]): readonly FoundQuestion[] {
  const counts = new Map<string, number>();
  return found
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map((one) => {
      const number = (counts.get(one.path) ?? 0) + 1;
      counts.set(one.path, number);
      return { ...one, number };
    });
}
