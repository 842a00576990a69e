/** A task of tables, as most of GLUE are: a training split and one to evaluate on, an example being one sentence or two. */
import { textOf } from '../task.js';
import type { Task } from '../task.js';
import type { TsvFormat } from './glue-tsv.js';
import { GLUE_FILES, inLayouts } from './layouts.js';
import type { HubLayout, TsvLayout } from './layouts.js';

export interface GlueTask extends Pick<
  Task,
  'name' | 'title' | 'output' | 'metrics' | 'prompt' | 'zeroShot' | 'inMiniature'
> {
  /** Its fields, in their order, are the parts of a sequence. */
  readonly format: TsvFormat;
  /** Of `train` and `dev`, where they are not called as GLUE calls them. */
  readonly files?: TsvLayout['files'];
  /** Other ways in which the same fields come. */
  readonly others?: readonly TsvLayout[];
  /** How the hub has the same fields. */
  readonly hub: HubLayout;
  /** What each part is called. */
  readonly parts: readonly string[];
  /** As `shared` of a task; absent: null. */
  readonly shared?: string;
  /** `symmetric`: the parts in reverse are a second sequence. */
  readonly head: 'classify' | 'symmetric';
  /** The paper's figure on dev in the first metric. */
  readonly published: number | null;
}

export function glueTask({
  format,
  files = GLUE_FILES,
  others = [],
  hub,
  parts,
  shared,
  published,
  ...task
}: GlueTask): Task {
  const fields = Object.keys(format.fields);
  const orders = task.head === 'symmetric' ? [fields, fields.toReversed()] : [fields];
  return {
    ...task,
    splits: [{ name: 'dev', suffix: '', published }],
    pooled: null,
    shared: shared ?? null,
    ...inLayouts(task.name, [{ files, format }, ...others], hub),
    sequences: (example) => orders.map((order) => order.map((field) => textOf(example, field))),
    sequencesPerExample: orders.length,
    wording: { fields, parts },
  };
}
