/**
 * Reads a corpus: a folder of .txt files at any depth, one such file, or a .tar, .tar.gz, .tar.xz archive of them;
 * a folder without .txt files that holds exactly one archive stands for that archive. Byte order marks go, CRLF becomes
 * LF, and bytes that are no UTF-8 become U+FFFD, as they would in any reader; an import counts those.
 */
import { basename, join } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import { byCodeUnit, listFiles } from '../files/folder.js';
import { lookAt, meterOf, readWhole } from '../files/regular.js';
import { isTar, tarEntries } from '../files/tar.js';
import type { Document, ReadCorpus } from './corpus.js';

export const isText = (path: string): boolean => /\.txt$/i.test(path) && !basename(path).startsWith('._');

export const readCorpus: ReadCorpus = async function* (path) {
  const source = await sourceOf(path);
  if (source.archive !== null) yield* fromArchive(source.archive);
  const meter = meterOf(path);
  for (const { name, file } of source.files) yield documentOf(name, await readWhole(file, meter));
};

interface Source {
  readonly archive: string | null;
  readonly files: readonly { readonly name: string; readonly file: string }[];
}

async function sourceOf(path: string): Promise<Source> {
  const stats = await lookAt(path);
  if (stats === null)
    throw new UserError(
      `There is no corpus at ${path}. reprise data list shows how to bring one.`,
      EXIT.usage,
    );
  if (!stats.isDirectory())
    return isText(path)
      ? { archive: null, files: [{ name: basename(path), file: path }] }
      : { archive: path, files: [] };
  const names = await listFiles(path);
  const files = names.filter(isText).map((name) => ({ name, file: join(path, name) }));
  if (files.length > 0) return { archive: null, files };
  const archives = names.filter(isTar);
  if (archives.length === 1) return { archive: join(path, archives[0]!), files: [] };
  throw new UserError(
    `${path} holds no .txt file and ${archives.length} archives. A corpus is a folder of .txt files, or one ` +
      '.tar, .tar.gz or .tar.xz archive of them.',
    EXIT.usage,
  );
}

/** Passes over the archive twice, so that out of sorted order only what came too early is held in memory. */
async function* fromArchive(archive: string): AsyncGenerator<Document> {
  const order: string[] = [];
  const note = (path: string): boolean => {
    if (isText(path)) order.push(path);
    return false;
  };
  for await (const entry of tarEntries(archive, note)) order.push(entry.path);
  if (order.length === 0) throw new UserError(`${archive} holds no .txt file.`, EXIT.usage);
  order.sort(byCodeUnit);
  const early = new Map<string, Buffer>();
  let next = 0;
  for await (const { path, bytes } of tarEntries(archive, isText)) {
    early.set(path, bytes);
    for (let held = early.get(order[next]!); held !== undefined; held = early.get(order[next]!)) {
      early.delete(order[next]!);
      yield documentOf(order[next++]!, held);
    }
  }
}

function documentOf(name: string, bytes: Buffer): Document {
  return { name, text: new TextDecoder().decode(bytes).replaceAll('\r\n', '\n') };
}
