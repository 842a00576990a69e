/** Archives that were damaged, or made to do harm. */
import { times, isOneIn } from './case.js';
import type { FuzzCase } from './case.js';
import { BOOKS, hostileFiles, SMALL_SETS } from './data.js';
import type { SmallSet } from './data.js';
import type { RandomStream } from '../../src/random/stream.js';
import { gzipBomb, gzipOf, tarOf, xzBomb, xzOf } from './tar.js';
import type { TarEntry } from './tar.js';
import { anyText, damagedBytes } from './text.js';
import { zipBomb, zipOf } from './zip.js';
import type { ZipEntry } from './zip.js';

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Each with the way it packs members; only of tar and zip are there members that lie. */
const FORMATS: Readonly<Record<string, (members: readonly Member[]) => Buffer>> = {
  zip: zipOf,
  tar: tarOf,
  'tar.gz': (members) => gzipOf(tarOf(members)),
  'tar.xz': (members) => xzOf(tarOf(members)),
};
const ENDINGS = [...Object.keys(FORMATS), 'tgz', 'txz', 'txt', 'tsv', 'csv', '7z', 'ZIP', ''];

/** A name that would lead out of the folder, were it followed; the driver looks whether it was. */
export const ESCAPED = '/tmp/reprise-fuzz-escaped';

function strangeName(name: string, random: RandomStream): string {
  return random.pick([
    `../${name}`,
    `../../../../../../../..${ESCAPED}/${name}`,
    `${ESCAPED}/${name}`,
    `a/../../${name}`,
    `..\\${name}`,
    `C:\\${name}`,
    `${name}/`,
    `./${name}`,
    `//${name}`,
    `${name}\u0000.exe`,
    `\u001b[31m${name}`,
    `a\nb/${name}`,
    '',
    '.',
    `${'long/'.repeat(40)}${name}`,
    `${'x'.repeat(240)}.txt`,
    `${'x'.repeat(300)}.txt`,
    anyText(random).slice(0, 60),
  ]);
}

const TYPES = ['1', '2', '3', '4', '5', '6', '7', 'D', 'K', 'L', 'S', 'V', 'g', 'x', '\u0000', '?'];

const strangeTar = (member: Member, random: RandomStream): TarEntry =>
  random.pick<() => TarEntry>([
    () => ({ ...member, name: strangeName(member.name, random) }),
    () => ({
      ...member,
      type: random.pick(TYPES),
      link: random.pick([ESCAPED, '/etc/passwd', '..', member.name, '']),
    }),
    () => ({ ...member, size: random.pick([0, 1, -1, member.bytes.length + 1, 2 ** 31, 2 ** 33 - 1]) }),
    () => ({ ...member, checksumError: 1 }),
    () => ({
      ...member,
      type: 'x',
      bytes: Buffer.from(`${random.pick([20, 3, 999_999])} path=${strangeName('a.txt', random)}\n`),
    }),
  ])();

const strangeZip = (member: Member, random: RandomStream): ZipEntry =>
  random.pick<() => ZipEntry>([
    () => ({ ...member, name: strangeName(member.name, random) }),
    () => ({ ...member, method: random.pick([0, 1, 9, 12, 14, 93, 99, 65535]) }),
    () => ({ ...member, stated: { size: random.pick([0, 1, 2 ** 31, 2 ** 32 - 1]) } }),
    () => ({ ...member, stated: { packed: random.pick([0, 1, 2 ** 31, 2 ** 32 - 1]) } }),
    () => ({ ...member, stated: { offset: random.pick([0, 7, 2 ** 31, 2 ** 32 - 1]) } }),
    () => ({ ...member, stated: { crc: 7 } }),
    () => ({ ...member, mode: random.pick([0o120777, 0o010644, 0o020644, 0o040755, 0]) }),
    () => ({ ...member, flags: random.pick([1, 8, 64, 0xf7ff]) }),
  ])();

interface Archive {
  readonly ending: string;
  readonly bytes: Buffer;
}

type Maker = (set: SmallSet, random: RandomStream) => Archive;

const membersOf = ({ files }: SmallSet): Member[] =>
  files.map(({ path, text }) => ({ name: path, bytes: Buffer.from(text) }));

/** One that lies, before, behind or in place of the honest one. */
function withStrange<T extends Member>(
  members: readonly T[],
  strange: (member: T) => T,
  random: RandomStream,
): T[] {
  const at = random.integer(members.length);
  const kept = random.integer(3);
  const one = strange(members[at]!);
  return members.flatMap((member, index) =>
    index !== at ? [member] : [[one], [member, one], [one, member]][kept]!,
  );
}

const lying: Maker = (set, random) => {
  if (isOneIn(random, 2))
    return {
      ending: 'zip',
      bytes: zipOf(withStrange<ZipEntry>(membersOf(set), (one) => strangeZip(one, random), random)),
    };
  const tar = tarOf(withStrange<TarEntry>(membersOf(set), (one) => strangeTar(one, random), random));
  const ending = random.pick(['tar', 'tar.gz', 'tar.xz', 'tgz', 'txz']);
  return { ending, bytes: ending.endsWith('gz') ? gzipOf(tar) : ending.endsWith('xz') ? xzOf(tar) : tar };
};

const anyFormat = (random: RandomStream): string => random.pick(Object.keys(FORMATS));

const packedAs = (ending: string, members: readonly Member[]): Archive => ({
  ending,
  bytes: FORMATS[ending]!(members),
});

const damaged: Maker = (set, random) => {
  const { ending, bytes } = packedAs(anyFormat(random), membersOf(set));
  return { ending, bytes: damagedBytes(bytes, random) };
};

/** Sound archives of files that are not. */
const withHostileFiles: Maker = (set, random) => {
  const files = hostileFiles(set, random).map(({ path, bytes }) => ({ name: path, bytes }));
  return packedAs(anyFormat(random), files);
};

const wrongEnding: Maker = (set, random) => ({
  ...packedAs(anyFormat(random), membersOf(set)),
  ending: random.pick(ENDINGS),
});

const nested: Maker = (set, random) => {
  let archive = packedAs(anyFormat(random), membersOf(set));
  for (let i = 1 + random.integer(3); i > 0; i--)
    archive = packedAs(anyFormat(random), [{ name: `inner.${archive.ending}`, bytes: archive.bytes }]);
  return archive;
};

const thousands: Maker = (set, random) => {
  const [first] = membersOf(set);
  const count = random.pick([1000, 20_000]);
  const isSame = isOneIn(random, 2);
  const members = times(count, (index) => ({
    name: isSame ? first!.name : `${index}/${first!.name}`,
    bytes: Buffer.from('One.\n'),
  }));
  return packedAs(anyFormat(random), isOneIn(random, 2) ? members : [...membersOf(set), ...members]);
};

/** The name of a file that the set needs, or of a book. */
const bomb: Maker = (set, random) => {
  const { path } = random.pick(set.files);
  const mebibytes = random.pick([700, 1200]);
  return random.pick<() => Archive>([
    () => ({ ending: 'zip', bytes: zipBomb(path, mebibytes) }),
    () => ({ ending: 'tar.gz', bytes: gzipBomb(path, mebibytes) }),
    () => ({ ending: 'tar.xz', bytes: xzBomb(path, mebibytes) }),
  ])();
};

const MAKERS: readonly Maker[] = [
  ...times(6, () => damaged),
  ...times(7, () => lying),
  ...times(3, () => withHostileFiles),
  wrongEnding,
  nested,
  thousands,
  bomb,
];

/** RACE is read from an archive of this name alone as it is. */
const nameOf = ({ name }: SmallSet, random: RandomStream): string =>
  name === 'race' && !isOneIn(random, 3) ? 'RACE' : name;

export function archiveCase(random: RandomStream): FuzzCase {
  const set = isOneIn(random, 3) ? BOOKS : random.pick(SMALL_SETS);
  const { ending, bytes } = random.pick(MAKERS)(set, random);
  const file = `input/${nameOf(set, random)}${ending === '' ? '' : '.'}${ending}`;
  return { entries: [{ path: file, bytes }], commands: [['data', 'import', set.name, `../${file}`]] };
}
