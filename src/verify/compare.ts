/** Two results folders, compared byte for byte: artifacts, and the rows of metrics and predictions. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isDraft } from '../run/drafts.js';
import { openStore } from '../store/open.js';
import type { Store } from '../store/store.js';

export interface Comparison {
  readonly stages: number;
  readonly artifacts: number;
  readonly bytes: number;
  readonly metrics: number;
  readonly predictions: number;
  /** A line each; none where the two are the same. */
  readonly differences: readonly string[];
}

/** `expected` and `found`: results folders. */
export async function compareResults(expected: string, found: string): Promise<Comparison> {
  const stores = [await openStore(expected, 'read'), await openStore(found, 'read')] as const;
  try {
    const rows = await compareRows(...stores);
    const files = await compareFiles(join(expected, 'artifacts'), join(found, 'artifacts'));
    return { ...rows, ...files, differences: [...rows.differences, ...files.differences] };
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}

async function compareRows(expected: Store, found: Store) {
  const counts = { stages: 0, metrics: 0, predictions: 0 };
  const differences: string[] = [];
  const others = new Map((await found.allStages()).map((record) => [record.key, record]));
  for (const { key, label, status, facts, identity } of await expected.allStages()) {
    const other = others.get(key);
    const metrics = await expected.metrics(key);
    const predictions = await expected.predictions(key);
    counts.stages += 1;
    counts.metrics += metrics.length;
    counts.predictions += predictions.length;
    const pairs: readonly (readonly [string, unknown, unknown])[] = [
      ['state', status, other?.status],
      ['facts', facts, other?.facts],
      ['identity', identity, other?.identity],
      ['metrics', metrics, await found.metrics(key)],
      ['predictions', predictions, await found.predictions(key)],
      ['overlaps', await expected.overlaps(key), await found.overlaps(key)],
    ];
    differences.push(...pairs.flatMap(([what, a, b]) => rowDifference(`${what} of "${label}"`, a, b)));
    others.delete(key);
  }
  differences.push(...[...others.values()].map(({ label }) => `"${label}" is recorded and should not be`));
  return { ...counts, differences };
}

function rowDifference(what: string, expected: unknown, found: unknown): readonly string[] {
  const [a, b] = [JSON.stringify(expected), JSON.stringify(found)];
  if (a === b) return [];
  if (!Array.isArray(expected) || !Array.isArray(found))
    return [`${what}: ${a} before, ${found === undefined ? 'nothing' : b} now`];
  const at = expected.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(found[index]));
  const row = at < 0 ? expected.length : at;
  return [`${what}: row ${row} is ${JSON.stringify(found[row])}, and was ${JSON.stringify(expected[row])}`];
}

async function compareFiles(expected: string, found: string) {
  const names = await artifactNames(expected);
  const differences: string[] = [];
  let bytes = 0;
  for (const name of names) {
    const before = await readFile(join(expected, name));
    const now = await readFile(join(found, name)).catch(() => null);
    bytes += before.length;
    if (now === null) differences.push(`the file ${name} is missing`);
    else if (!before.equals(now))
      differences.push(`the file ${name} differs from byte ${firstDifference(before, now)} on`);
  }
  const strays = (await artifactNames(found)).filter((name) => !names.includes(name));
  differences.push(...strays.map((name) => `the file ${name} is there and should not be`));
  return { artifacts: names.length, bytes, differences };
}

function firstDifference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return length;
}

/** Whole files below a folder of artifacts, in order. */
async function artifactNames(folder: string): Promise<readonly string[]> {
  return (await filesBelow(folder)).filter((name) => !isDraft(name));
}

/** Files below a folder that were not whole when their writer was killed. */
export async function draftsBelow(folder: string): Promise<readonly string[]> {
  return (await filesBelow(folder)).filter((name) => isDraft(name));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
}
