/** A task in GLUE's plain layout, which most have: train.tsv and dev.tsv, an example being one sentence or two. */
import { textOf } from '../task.js';
import type { Task } from '../task.js';
import { glueFiles } from './glue-files.js';
import { readTsv } from './glue-tsv.js';
import type { TsvFormat } from './glue-tsv.js';

export interface GlueTask extends Pick<
  Task,
  'name' | 'title' | 'output' | 'metrics' | 'prompt' | 'inMiniature'
> {
  /** Its fields, in their order, are the parts of a sequence. */
  readonly format: TsvFormat;
  /** What each part is called. */
  readonly parts: readonly string[];
  /** `symmetric`: the parts in reverse are a second sequence. */
  readonly head: 'classify' | 'symmetric';
  /** The paper's figure on dev in the first metric. */
  readonly published: number | null;
}

const FILES: Readonly<Record<string, string>> = { train: 'train.tsv', dev: 'dev.tsv' };

export function glueTask({ format, parts, published, ...task }: GlueTask): Task {
  const fields = Object.keys(format.fields);
  const orders = task.head === 'symmetric' ? [fields, fields.toReversed()] : [fields];
  return {
    ...task,
    splits: [{ name: 'dev', suffix: '', published }],
    pooled: null,
    files: glueFiles(task.name, Object.values(FILES)),
    read: (folder, split) => readTsv(folder, FILES[split], format),
    sequences: (example) => orders.map((order) => order.map((field) => textOf(example, field))),
    sequencesPerExample: orders.length,
    wording: { fields, parts },
  };
}
