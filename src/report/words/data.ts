/** What is known of the data, in words. */
import type { DataHash } from '../../results/data.js';
import type { DataFacts } from '../../store/store.js';
import { TASKS } from '../../tasks/index.js';

/** "corpus miniature", "SST-2 (miniature)". */
export function dataName({ corpus, weights, task, source }: DataHash): string {
  if (task !== null) return `${TASKS[task].title} (${source ?? ''})`;
  return weights === null ? `corpus ${corpus ?? ''}` : `weights ${weights}`;
}

const STATUSES: Readonly<Record<DataFacts['status'], string>> = {
  complete: 'complete, as pinned',
  other: 'another set',
  unverified: 'unverified',
  unpinned: 'nothing pinned',
  corrupt: 'changed since its import',
  generated: 'generated',
};

/** Which set it is; null: not recorded. */
export const statusText = ({ facts }: DataHash): string | null =>
  facts === null ? null : STATUSES[facts.status];

/** Why it is not the set that was asked for, and what is odd about it: a note each. */
export const dataNotes = (data: readonly DataHash[]): readonly string[] => data.flatMap(notesOf);

function notesOf(data: DataHash): readonly string[] {
  const { facts } = data;
  if (facts === null) return [];
  const { status, findings, warnings } = facts;
  const isAsPinned = ['complete', 'unpinned', 'generated'].includes(status);
  const known = isAsPinned ? [] : [`${STATUSES[status]}. ${findings.join(' ')}`];
  return [...known, ...warnings].map((text) => `Data, ${dataName(data)}: ${text}`);
}
