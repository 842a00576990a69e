/** `reprise show KEY --predictions` and `--diff`: what a stage keeps, as a file that other programs read. */
import { stringify } from 'csv-stringify/sync';
import { EXIT, UserError } from '../../failure.js';
import type { StageRecord, Store } from '../../store/store.js';
import { printError, printFile } from './print.js';

/** Writes to standard output. Throws UserError where the stage is not there, or keeps no such thing. */
export async function exportStage(
  what: string,
  record: StageRecord | null,
  { store, diff }: { store: Store; diff: boolean },
): Promise<number> {
  if (record === null)
    throw new UserError(
      `There is no stage "${what}": give the beginning of a key; reprise status EXPERIMENT lists the keys.`,
      EXIT.usage,
    );
  printFile(await (diff ? patchOf(record, store) : predictionsOf(record, store)));
  return EXIT.ok;
}

async function predictionsOf({ key, label }: StageRecord, store: Store): Promise<string> {
  const predictions = await store.predictions(key);
  const [first] = predictions;
  if (first === undefined)
    throw new UserError(`"${label}" keeps no predictions; evaluations and baselines do.`, EXIT.usage);
  const scores = first.scores.map((_, index) => `score_${index}`);
  return stringify([
    ['split', 'example', 'label', 'predicted', ...scores],
    ...predictions.map((one) => [one.split, one.id, one.label, one.predicted, ...one.scores]),
  ]);
}

async function patchOf({ label, provenance }: StageRecord, store: Store): Promise<Uint8Array> {
  if (provenance === null)
    throw new UserError(`"${label}" is older than the record of uncommitted changes.`, EXIT.usage);
  const diff = provenance.diff === null ? null : await store.diff(provenance.diff);
  if (diff === null) throw new UserError(`No uncommitted changes are recorded for "${label}".`, EXIT.usage);
  const { sha256, bytes, content } = diff;
  if (content.length < bytes)
    printError(
      `These are the first ${content.length} of ${bytes} bytes; sha256 of all: ${sha256}. More is not kept.`,
    );
  return content;
}
