/**
 * Rows of a Parquet file, one row group in memory at a time. What a file claims of itself is checked before anything of
 * that size is made. Packed with Snappy or GZIP, or not at all.
 */
import { gunzipSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { AsyncBuffer, Compressors, FileMetaData, PageHeader, RowGroup } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { EXIT, UserError } from '../failure.js';
import { LIMITS, Meter } from './limits.js';
import { readWhole } from './regular.js';

/** Values in the order of the columns asked for: text, number, bigint, null, list and what else Parquet has. */
export type ParquetRow = readonly unknown[];

/** Values of one column that one row group may have, far more than any task has examples. */
const MOST_VALUES = 10_000_000;

const CODECS: readonly string[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP'];

const COMPRESSORS: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: length + 1 }),
};

interface Opened {
  readonly path: string;
  readonly file: AsyncBuffer;
  readonly bytes: Buffer;
  readonly metadata: FileMetaData;
}

/**
 * The given columns of all rows, in order. Throws UserError where the file is no Parquet or damaged, has no such column,
 * or unpacks to more than LIMITS allow. A 4-byte number comes as the decimal number of 6 digits that it was made from.
 */
export async function* parquetRows(path: string, columns: readonly string[]): AsyncGenerator<ParquetRow> {
  const opened = await open(path);
  checkColumns(opened, columns);
  const meter = new Meter({ path, packed: opened.bytes.length, limits: LIMITS });
  const single = namesOfType(opened.metadata, 'FLOAT');
  let first = 0;
  for (const group of opened.metadata.row_groups) {
    const end = first + checkGroup(opened, { group, columns, first }, meter);
    const rows = await readGroup(opened, columns, [first, end]);
    for (const row of rows)
      yield columns.map((name) => (single.includes(name) ? ofSixDigits(row[name]) : row[name]));
    first = end;
  }
}

async function open(path: string): Promise<Opened> {
  const bytes = await readWhole(path);
  const file: AsyncBuffer = {
    byteLength: bytes.length,
    slice: (start, end) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  };
  const metadata = await guarded(path, 'its footer', () => {
    if (bytes.subarray(0, 4).toString('latin1') !== 'PAR1') throw new Error('it does not begin with PAR1');
    return parquetMetadata(bytes, { geoparquet: false });
  });
  return { path, file, bytes, metadata };
}

function checkColumns({ path, metadata }: Opened, columns: readonly string[]): void {
  const [root, ...rest] = metadata.schema;
  const names = rest.map(({ name }) => name);
  const missing = columns.filter((name) => !names.includes(name));
  if (root !== undefined && missing.length === 0) return;
  throw new UserError(
    `${path} has no column ${missing.map((name) => `"${name}"`).join(', ')}; it has ${names.slice(0, 20).join(', ')}. ` +
      'Check that this is the file of this task.',
    EXIT.usage,
  );
}

const namesOfType = ({ schema }: FileMetaData, type: string): readonly string[] =>
  schema.flatMap((element) => (element.type === type ? [element.name] : []));

const ofSixDigits = (value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(6)) : value;

interface Group {
  readonly group: RowGroup;
  readonly columns: readonly string[];
  /** Rows before it. */
  readonly first: number;
}

/** The rows of a group, once the pages of its columns are known to be of a size to read. */
function checkGroup(opened: Opened, { group, columns, first }: Group, meter: Meter): number {
  const rows = Number(group.num_rows);
  const where = `the rows from ${first + 1} on`;
  if (!(rows >= 0 && rows <= MOST_VALUES)) throw damaged(opened.path, where, `it claims ${rows} rows`);
  for (const { meta_data: chunk } of group.columns) {
    if (chunk === undefined) throw damaged(opened.path, where, 'a column is not described');
    const name = chunk.path_in_schema[0] ?? '';
    if (!columns.includes(name)) continue;
    if (!CODECS.includes(chunk.codec))
      throw new UserError(
        `${opened.path}: column "${name}" is packed with ${chunk.codec}; Snappy, GZIP and unpacked are read. ` +
          'Write the file again with one of them.',
        EXIT.usage,
      );
    const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
    const pages = opened.bytes.subarray(start, start + Number(chunk.total_compressed_size));
    const column = `column "${name}", ${where}`;
    if (pages.length !== Number(chunk.total_compressed_size))
      throw damaged(opened.path, column, 'the file ends before it');
    const values = valuesIn({ path: opened.path, column, pages }, meter);
    if (values < rows) throw damaged(opened.path, column, `${values} values for ${rows} rows`);
  }
  return rows;
}

interface Pages {
  readonly path: string;
  /** For messages. */
  readonly column: string;
  readonly pages: Buffer;
}

/** How many there are, of pages that are all of a size to read. */
function valuesIn({ path, column, pages }: Pages, meter: Meter): number {
  const reader = { view: new DataView(pages.buffer, pages.byteOffset, pages.length), offset: 0 };
  let values = 0;
  while (reader.offset < pages.length - 1) {
    const page = headerOf({ path, column, pages }, reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = page;
    values += page.data_page_header?.num_values ?? page.data_page_header_v2?.num_values ?? 0;
    const entries = Math.max(values, page.dictionary_page_header?.num_values ?? 0);
    if (!isDescribed(page)) throw damaged(path, column, 'a page does not say what is in it');
    if (!(packed >= 0 && unpacked >= 0 && reader.offset + packed <= pages.length))
      throw damaged(path, column, 'a page is longer than the column');
    if (!(entries >= 0 && entries <= MOST_VALUES)) throw damaged(path, column, `it claims ${entries} values`);
    meter.size(unpacked);
    meter.take(unpacked);
    reader.offset += packed;
  }
  return values;
}

/** Whether nothing is absent without which its reader would go astray. */
function isDescribed({
  type,
  data_page_header: data,
  data_page_header_v2: data2,
  dictionary_page_header: dictionary,
  compressed_page_size: packed,
}: PageHeader): boolean {
  if (type === 'DATA_PAGE') return data !== undefined && areCounts(data.num_values) && isKnown(data.encoding);
  if (type === 'DICTIONARY_PAGE') return dictionary !== undefined && areCounts(dictionary.num_values);
  if (type !== 'DATA_PAGE_V2' || data2 === undefined) return false;
  const levels = [data2.definition_levels_byte_length, data2.repetition_levels_byte_length];
  const counts = [data2.num_values, data2.num_nulls, data2.num_rows, ...levels];
  const fits = data2.num_nulls <= data2.num_values && levels[0]! + levels[1]! <= packed;
  return areCounts(...counts) && fits && isKnown(data2.encoding);
}

const areCounts = (...values: readonly unknown[]): boolean =>
  values.every((value) => Number.isSafeInteger(value) && (value as number) >= 0);

const isKnown = (encoding: unknown): boolean => typeof encoding === 'string';

function headerOf({ path, column }: Pages, reader: { view: DataView; offset: number }) {
  try {
    return parquetHeader(reader);
  } catch (error) {
    throw damaged(path, column, (error as Error).message);
  }
}

async function readGroup(
  { path, file, metadata }: Opened,
  columns: readonly string[],
  [rowStart, rowEnd]: readonly [number, number],
): Promise<readonly Record<string, unknown>[]> {
  if (rowStart === rowEnd) return [];
  const where = `the rows from ${rowStart + 1} to ${rowEnd}`;
  const options = { file, metadata, columns: [...columns], compressors: COMPRESSORS, rowStart, rowEnd };
  return guarded(path, where, () => parquetReadObjects(options));
}

/** The work; whatever fails in it is the file's fault. */
async function guarded<T>(path: string, where: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw damaged(path, where, (error as Error).message, error);
  }
}

const damaged = (path: string, where: string, reason: string, cause?: unknown): UserError =>
  new UserError(
    `${path} is no Parquet file that can be read: ${where}: ${reason.replace(/\.$/, '')}. ` +
      'Check that it is complete, or download it again.',
    EXIT.usage,
    { cause },
  );
