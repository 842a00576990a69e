/** Which set data is: what was found compared with what the manifest pins. Pure; hashes and counts are handed in. */
import { isParquet } from '../files/parquet-name.js';
import type { Fingerprints } from './fingerprints.js';
import type { Manifest } from './manifest.js';

/**
 * complete: what is pinned, or, where no sha256 is, the published number of rows. other: known to be another set.
 * unverified: something is pinned, and this is not it. unpinned: there is nothing to compare it with (one's own corpus).
 * corrupt: not what was imported. generated: made here.
 */
export type DatasetStatus = 'complete' | 'other' | 'unverified' | 'unpinned' | 'corrupt' | 'generated';

export interface Standing {
  readonly status: DatasetStatus;
  /** Sentences that say what was compared and what was found. */
  readonly findings: readonly string[];
}

export interface SplitCount {
  readonly split: string;
  readonly examples: number;
  readonly rejected: number;
  readonly unlabelled: number;
  /** Undefined in the records of earlier versions. */
  readonly labels?: Readonly<Record<string, number>> | null | undefined;
}

export interface Found {
  readonly files: Fingerprints;
  /** Null: not counted. */
  readonly splits: readonly SplitCount[] | null;
  /** First line of each file, where it was read. */
  readonly firstLines?: Readonly<Record<string, string>>;
}

type Other = Manifest['others'][number];

export function standingOf(manifest: Manifest, found: Found): Standing {
  if (manifest.access === 'generated') return { status: 'generated', findings: ['Made by its generator.'] };
  const pinned = {
    files: Object.keys(manifest.files).length > 0,
    rows: Object.keys(manifest.splits).length > 0,
  };
  if (!pinned.files && !pinned.rows)
    return {
      status: 'unpinned',
      findings: ['Nothing is pinned for this set, so there is nothing to compare.'],
    };
  const differences = differencesFrom(manifest, found);
  const compared = { ...pinned, files: pinned.files && !isTables(found) };
  if (differences.length === 0) return { status: 'complete', findings: [completeText(compared, found)] };
  const other = otherOf(manifest, found);
  if (other !== null) return { status: 'other', findings: [otherText(other)] };
  return { status: 'unverified', findings: ['This is not the set that is pinned.', ...differences] };
}

/** Of data that was imported, or, where there is no record, put there by hand. `now`: null where it was not hashed. */
export function standingOfRecord(
  manifest: Manifest,
  record: Found | null,
  now: Fingerprints | null,
): Standing {
  const changes = record === null || now === null ? [] : changesOf(record.files, now);
  if (changes.length > 0) return { status: 'corrupt', findings: changes };
  const files = now ?? record?.files;
  if (files === undefined) return standingOfUnknown(manifest);
  return standingOf(manifest, { files, splits: record?.splits ?? null });
}

const BY_HAND = 'It was put here by hand: reprise data verify says what it is.';

function standingOfUnknown(manifest: Manifest): Standing {
  const { status } = standingOf(manifest, { files: {}, splits: null });
  return { status, findings: status === 'unverified' ? [BY_HAND] : [] };
}

/** By what a set is known, and which it is. */
export function otherText({ what, file, sha256, firstLine }: Other): string {
  const by = [
    ...(sha256 === null ? [] : ['sha256']),
    ...(file === null ? [] : ['name']),
    ...(firstLine === null ? [] : ['header']),
  ];
  return `By its ${by[0] ?? 'number of rows'}, this is ${what}.`;
}

/** The set that this is known to be instead; null: none that the manifest knows. */
export function otherOf({ others }: Manifest, found: Found): Other | null {
  const { files, splits, firstLines = {} } = found;
  const contents = Object.values(files);
  const fits = ({ file, sha256, firstLine, rows }: Other): boolean =>
    (file === null || Object.keys(files).some((name) => isNamed(name, file))) &&
    (sha256 === null || contents.some((content) => content.sha256 === sha256)) &&
    (firstLine === null || Object.values(firstLines).includes(firstLine)) &&
    Object.entries(rows).every(([split, wanted]) =>
      hasRows(
        splits?.find((one) => one.split === split),
        wanted,
      ),
    );
  return others.find(fits) ?? null;
}

/** Whatever the case. */
const isNamed = (name: string, part: string): boolean => name.toLowerCase().includes(part.toLowerCase());

/** Published numbers of rows count the ones that no reader can use, or not. */
const hasRows = (found: SplitCount | undefined, wanted: number): boolean =>
  found !== undefined && [found.examples, allRows(found)].includes(wanted);

const allRows = ({ examples, rejected, unlabelled }: SplitCount): number => examples + rejected + unlabelled;

function completeText({ files, rows }: { files: boolean; rows: boolean }, { splits }: Found): string {
  const counts = splits?.every(({ labels }) => labels !== undefined)
    ? ', rows and labels are'
    : ' and rows are';
  if (!files) return 'Every split has the published number of rows; no sha256 is pinned.';
  return `The sha256${rows && splits !== null ? counts : ' is'} as pinned.`;
}

/** The hub's Parquet files, of which no hash is pinned: written anew, the same rows have another. */
const isTables = ({ files }: Found): boolean =>
  Object.keys(files).length > 0 && Object.keys(files).every(isParquet);

function differencesFrom({ files, splits }: Manifest, found: Found): readonly string[] {
  const isPinned = Object.keys(files).length > 0 && !isTables(found);
  const ofFiles = isPinned ? fileDifferences(files, found.files) : [];
  if (found.splits !== null) return [...ofFiles, ...countDifferences(splits, found.splits)];
  return isPinned ? ofFiles : ['Its rows were not counted.'];
}

function fileDifferences(pinned: Fingerprints, found: Fingerprints): readonly string[] {
  const missing = Object.keys(pinned).filter((name) => !Object.hasOwn(found, name));
  const besides = Object.keys(found).filter((name) => !Object.hasOwn(pinned, name));
  // One file under another name is compared all the same.
  const pairs = missing.length === 1 && besides.length === 1 ? [[missing[0]!, besides[0]!] as const] : [];
  const same = Object.keys(pinned).filter((name) => Object.hasOwn(found, name));
  return [
    ...[...same.map((name) => [name, name] as const), ...pairs].flatMap(([wanted, name]) =>
      pinned[wanted]!.sha256 === found[name]!.sha256 ? [] : [hashText(name, found[name]!, pinned[wanted]!)],
    ),
    ...(pairs.length > 0 ? [] : missing.map((name) => `${name} is missing.`)),
    ...(pairs.length > 0 ? [] : besides.map((name) => `${name} is there besides.`)),
  ];
}

type Content = Fingerprints[string];

const hashText = (name: string, found: Content, pinned: Content): string =>
  `The sha256 of ${name} is ${shortHash(found)}, and ${shortHash(pinned)} is pinned.`;

/** Enough digits to compare by eye. */
const shortHash = ({ sha256, bytes }: Content): string => `${sha256.slice(0, 12)}… (${bytes} bytes)`;

function countDifferences(pinned: Manifest['splits'], found: readonly SplitCount[]): readonly string[] {
  return Object.entries(pinned).flatMap(([split, { rows, labels }]) => {
    const counted = found.find((one) => one.split === split);
    if (counted === undefined) return [`${split} is missing: ${rows} rows are pinned.`];
    if (!hasRows(counted, rows)) return [`${split} has ${allRows(counted)} rows, and ${rows} are pinned.`];
    return labelDifferences(split, labels, counted);
  });
}

function labelDifferences(
  split: string,
  pinned: Readonly<Record<string, number>> | null,
  { labels }: SplitCount,
): readonly string[] {
  if (pinned === null || labels === undefined || labels === null) return [];
  return Object.entries(pinned)
    .filter(([label, count]) => labels[label] !== count)
    .map(
      ([label, count]) => `${split} has ${labels[label] ?? 0} rows of “${label}”, and ${count} are pinned.`,
    );
}

function changesOf(expected: Fingerprints, found: Fingerprints): readonly string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    if (!Object.hasOwn(found, name)) return [`${name} is missing since it was put here.`];
    if (!Object.hasOwn(expected, name)) return [`${name} was added since the rest was put here.`];
    return found[name]!.sha256 === expected[name]!.sha256 ? [] : [`${name} changed since it was put here.`];
  });
}
