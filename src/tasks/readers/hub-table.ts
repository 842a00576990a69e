/** Reader of the hub's Parquet tables: rows as those of GLUE's TSV files, of the same fields and labels. */
import { join } from 'node:path';
import { parquetRows } from '../../files/parquet.js';
import type { Split } from '../task.js';
import { columnsAmong, columnsWanted, readRow, UNLABELLED } from './glue-tsv.js';
import type { TsvFormat } from './glue-tsv.js';
import { hubFiles } from './hub-files.js';
import { RowCollector } from './rows.js';

/** A label's number where there is none: of a hidden test, or without agreement among annotators. */
const NO_LABEL = -1;

/** `split`: as the hub calls it. Null where it has no file. Throws UserError for a file that is damaged or another. */
export async function readHubTable(folder: string, split: string, format: TsvFormat): Promise<Split | null> {
  const files = await hubFiles(folder, split);
  if (files.length === 0) return null;
  const names = columnsWanted(format);
  const columns = columnsAmong(names, format);
  const label = names.length - 1;
  const collector = new RowCollector(folder);
  for (const file of files) {
    let line = 0;
    for await (const values of parquetRows(join(folder, file), names)) {
      line += 1;
      const odd = names.findIndex((_, index) => index !== label && typeof values[index] !== 'string');
      if (odd !== -1) collector.reject(file, line, `${names[odd]} is no text`);
      else
        readRow(
          { cells: values.map((value, index) => cellOf(value, index === label)), line, file },
          columns,
          collector,
        );
    }
  }
  return collector.finish();
}

/** A value as a TSV file has it. */
function cellOf(value: unknown, isLabel: boolean): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number' && typeof value !== 'bigint') return '';
  return isLabel && Number(value) === NO_LABEL ? UNLABELLED : String(value);
}
