/** The hub's Parquet files: the same examples as those of the original files, and hostile ones in a sentence. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { importDataset } from '../../src/datasets/import.js';
import { TASKS } from '../../src/tasks/index.js';
import type { TaskName } from '../../src/tasks/index.js';
import type { Example } from '../../src/tasks/task.js';
import { makeProject } from '../cli/program.js';

const DATASETS = join(import.meta.dirname, '..', '..', 'datasets');

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
type Column = Columns[number];

const text = (name: string, data: string[]): Column => ({ name, data, type: 'STRING' });
const classes = (data: number[]): Column => ({ name: 'label', data: data.map(BigInt), type: 'INT64' });

/** Small row groups, so that a file has several. */
const table = (columnData: Columns): Buffer =>
  Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 3 }));

async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parquet-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

async function imported(name: string, files: Readonly<Record<string, string | Buffer>>) {
  const manifest = await readFile(join(DATASETS, name, 'dataset.yaml'), 'utf8');
  const datasets = await folderOf({ [`${name}/dataset.yaml`]: manifest });
  return { report: await importDataset(datasets, name, await folderOf(files)), datasets };
}

const contentOf = ({ fields, label }: Example) => [fields, label];

async function examplesOf(name: TaskName, files: Readonly<Record<string, string | Buffer>>) {
  const { report } = await imported(name, files);
  const splits = ['train', ...TASKS[name].splits.map((split) => split.name)];
  return Promise.all(
    splits.map(async (split) => (await TASKS[name].read(report.folder, split))?.examples.map(contentOf)),
  );
}

const ROWS = Array.from({ length: 8 }, (_, i) => i);
const first = ROWS.map((i) => `The "${i}" of é\u2019s. `);
const second = ROWS.map((i) => `Number ${i % 2} follows.`);
const tsv = (header: string | null, row: (i: number) => (string | number)[]): string =>
  [...(header === null ? [] : [header]), ...ROWS.map((i) => row(i).join('\t'))].join('\n');

/** Original files and the hub's, of the same rows. */
const PAIRS: readonly [TaskName, Record<string, string>, Record<string, Columns>][] = [
  [
    'sst-2',
    { train: tsv('sentence\tlabel', (i) => [first[i]!, i % 2]) },
    { train: [text('sentence', first), classes(ROWS.map((i) => i % 2))] },
  ],
  [
    'cola',
    { train: tsv(null, (i) => ['gj', i % 2, '', first[i]!]) },
    { train: [text('sentence', first), classes(ROWS.map((i) => i % 2))] },
  ],
  [
    'mrpc',
    {
      train: tsv('Quality\t#1 ID\t#2 ID\t#1 String\t#2 String', (i) => [i % 2, i, i, first[i]!, second[i]!]),
    },
    { train: [text('sentence1', first), text('sentence2', second), classes(ROWS.map((i) => i % 2))] },
  ],
  [
    'sts-b',
    { train: tsv('sentence1\tsentence2\tscore', (i) => [first[i]!, second[i]!, (0.6 * i).toFixed(3)]) },
    {
      train: [
        text('sentence1', first),
        text('sentence2', second),
        { name: 'label', data: ROWS.map((i) => Number((0.6 * i).toFixed(3))), type: 'FLOAT' },
      ],
    },
  ],
  [
    'qqp',
    { train: tsv('question1\tquestion2\tis_duplicate', (i) => [first[i]!, second[i]!, i % 2]) },
    { train: [text('question1', first), text('question2', second), classes(ROWS.map((i) => i % 2))] },
  ],
  [
    'qnli',
    {
      train: tsv('question\tsentence\tlabel', (i) => [
        first[i]!,
        second[i]!,
        i % 2 === 0 ? 'entailment' : 'not_entailment',
      ]),
    },
    { train: [text('question', first), text('sentence', second), classes(ROWS.map((i) => i % 2))] },
  ],
  [
    'rte',
    {
      train: tsv('sentence1\tsentence2\tlabel', (i) => [
        first[i]!,
        second[i]!,
        i % 2 === 0 ? 'entailment' : 'not_entailment',
      ]),
    },
    { train: [text('sentence1', first), text('sentence2', second), classes(ROWS.map((i) => i % 2))] },
  ],
  [
    'snli',
    {
      train: tsv('sentence1\tsentence2\tgold_label', (i) => [
        first[i]!,
        second[i]!,
        ['entailment', 'neutral', 'contradiction', '-'][i % 4]!,
      ]),
    },
    {
      train: [
        text('premise', first),
        text('hypothesis', second),
        classes(ROWS.map((i) => (i % 4 === 3 ? -1 : i % 4))),
      ],
    },
  ],
  [
    'scitail',
    { train: tsv(null, (i) => [first[i]!, second[i]!, i % 2 === 0 ? 'entails' : 'neutral']) },
    {
      train: [
        text('premise', first),
        text('hypothesis', second),
        text(
          'label',
          ROWS.map((i) => (i % 2 === 0 ? 'entails' : 'neutral')),
        ),
      ],
    },
  ],
];

test.each(PAIRS)(
  "%s from the hub's Parquet files is what its original files hold",
  async (name, tsvs, hub) => {
    const [train, dev] =
      name === 'scitail' ? ['scitail_1.0_train.tsv', 'scitail_1.0_dev.tsv'] : ['train.tsv', 'dev.tsv'];
    const columns = hub['train']!;
    const original = await examplesOf(name, { [train]: tsvs['train']!, [dev]: tsvs['train']! });
    const folder = name === 'scitail' ? 'tsv_format' : name;
    const found = await examplesOf(name, {
      [`${folder}/train-00000-of-00001.parquet`]: table(columns),
      [`${folder}/validation-00000-of-00001.parquet`]: table(columns),
      [`${folder}/test-00000-of-00001.parquet`]: 'never read',
      'other/train-00000-of-00001.parquet': 'never read',
      'other/validation-00000-of-00001.parquet': 'never read',
    });
    expect(found).toEqual(original);
    expect(found[0]).toHaveLength(name === 'snli' ? 6 : 8);
  },
);

test('MNLI has both halves of dev, and shards are read in order', async () => {
  const columns = (rows: number[]): Columns => [
    text(
      'premise',
      rows.map((i) => first[i]!),
    ),
    text(
      'hypothesis',
      rows.map((i) => second[i]!),
    ),
    classes(rows.map((i) => i % 3)),
  ];
  const found = await examplesOf('mnli', {
    'mnli/train-00001-of-00002.parquet': table(columns([4, 5, 6, 7])),
    'mnli/train-00000-of-00002.parquet': table(columns([0, 1, 2, 3])),
    'mnli/validation_matched/0000.parquet': table(columns([1])),
    'mnli/validation_mismatched/0000.parquet': table(columns([2])),
  });
  expect(found[0]).toEqual(ROWS.map((i) => [{ premise: first[i], hypothesis: second[i] }, i % 3]));
  expect(found.slice(1).map((split) => split?.[0]?.[1])).toEqual([1, 2]);
});

const OPTIONS = ['one', 'two', 'three', 'four'];

const questions = (ids: string[]): Buffer =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: 'example_id', data: ids },
        { name: 'article', data: ids.map((id) => `Of ${id}.`) },
        { name: 'answer', data: ids.map(() => 'C') },
        { name: 'question', data: ids.map((id, i) => `Which, ${i - ids.indexOf(id)}?`) },
        { name: 'options', data: ids.map(() => OPTIONS) },
      ],
      schema: [
        { name: 'root', num_children: 5 },
        ...['example_id', 'article', 'answer', 'question'].map(
          (name) =>
            ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }) as const,
        ),
        { name: 'options', num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ],
    }),
  );

test("RACE's tables give the very examples of its folders, together or in halves", async () => {
  const ids = ['high9.txt', 'high9.txt', 'high10.txt', 'middle3.txt', 'middle3.txt'];
  const passage = (id: string, count: number): string =>
    JSON.stringify({
      article: `Of ${id}.`,
      questions: Array.from({ length: count }, (_, i) => `Which, ${i}?`),
      options: Array.from({ length: count }, () => OPTIONS),
      answers: Array.from({ length: count }, () => 'C'),
      id,
    });
  const folders = Object.fromEntries(
    ['train', 'dev'].flatMap((split) => [
      [`RACE/${split}/high/9.txt`, passage('high9.txt', 2)],
      [`RACE/${split}/high/10.txt`, passage('high10.txt', 1)],
      [`RACE/${split}/middle/3.txt`, passage('middle3.txt', 2)],
    ]),
  );
  const inParts = (part: string, chosen: string[]): Record<string, Buffer> => ({
    [`${part}/train-00000-of-00001.parquet`]: questions(chosen),
    [`${part}/validation-00000-of-00001.parquet`]: questions(chosen),
  });
  const read = async (files: Record<string, string | Buffer>) => {
    const { report } = await imported('race', files);
    return Promise.all(
      ['train', 'dev-middle', 'dev-high'].map(async (split) =>
        (await TASKS.race.read(report.folder, split))?.examples.map(({ id, fields, label }) => [
          id,
          fields,
          label,
        ]),
      ),
    );
  };
  const expected = await read(folders);
  expect(expected.map((split) => split?.length)).toEqual([5, 2, 3]);
  expect(await read(inParts('all', ids))).toEqual(expected);
  const halves = await read({ ...inParts('high', ids.slice(0, 3)), ...inParts('middle', ids.slice(3)) });
  expect(halves).toEqual(expected);
});

const GOOD = table([text('sentence', first), classes(ROWS.map((i) => i % 2))]);

const HOSTILE: readonly [what: string, content: Buffer, said: RegExp][] = [
  [
    'truncated',
    GOOD.subarray(0, GOOD.length - 9),
    /train\S*\.parquet is no Parquet file that can be read: its footer/,
  ],
  ['of another kind', Buffer.from('sentence\tlabel\nGood.\t1\n'), /its footer: it does not begin with PAR1/],
  ['empty', Buffer.alloc(0), /is no Parquet file that can be read/],
  ['damaged inside', damagedInside(GOOD), /is no Parquet file that can be read: .*rows from 1/],
  [
    'without a column',
    table([text('phrase', first), classes(ROWS)]),
    /has no column "sentence"; it has phrase, label/,
  ],
  [
    'of the wrong type',
    table([{ name: 'sentence', data: ROWS, type: 'INT32' }, classes(ROWS.map((i) => i % 2))]),
    /parquet:1: sentence is no text/,
  ],
  [
    'of unknown labels',
    table([text('sentence', first), classes(ROWS.map(() => 7))]),
    /parquet:1: label "7" is none of 0, 1/,
  ],
];

/** The first page's header says nothing of sense. */
function damagedInside(good: Buffer): Buffer {
  const copy = Buffer.from(good);
  copy.fill(0xff, 4, 40);
  return copy;
}

test.each(HOSTILE)('a Parquet file that is %s is refused in a sentence', async (_, content, said) => {
  const work = imported('sst-2', {
    'sst2/train-00000-of-00001.parquet': content,
    'sst2/validation-00000-of-00001.parquet': GOOD,
  });
  await expect(work).rejects.toThrow(said);
  await expect(work).rejects.toMatchObject({ name: 'UserError' });
});

test('a page that claims to unpack to gigabytes is refused before any is made', async () => {
  // Header of a data page, compact Thrift: type 0, unpacked size 2^31 - 1, packed size as it was.
  const copy = Buffer.from(GOOD);
  const [type, , size] = [copy[4], copy[5], copy[6]];
  expect([type, size !== undefined]).toEqual([0x15, true]);
  Buffer.from([0x15, 0x00, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f]).copy(copy, 4);
  await expect(
    imported('sst-2', {
      'sst2/train-00000-of-00001.parquet': copy,
      'sst2/validation-00000-of-00001.parquet': GOOD,
    }),
  ).rejects.toMatchObject({ name: 'UserError' });
});

test('a missing shard is named, and the program imports what is whole', async () => {
  const shard = 'sst2/train-00000-of-00002.parquet';
  const path = await folderOf({ [shard]: GOOD, 'sst2/validation-00000-of-00001.parquet': GOOD });
  const manifest = await readFile(join(DATASETS, 'sst-2', 'dataset.yaml'), 'utf8');
  const project = await makeProject();
  await mkdir(join(project.root, 'datasets', 'sst-2'), { recursive: true });
  await writeFile(join(project.root, 'datasets', 'sst-2', 'dataset.yaml'), manifest);
  const refused = await project.reprise('data', 'import', 'sst-2', path);
  expect(refused.err.replace(/\s+/g, ' ')).toContain('holds 1 of the 2 Parquet files of train');
  await writeFile(join(path, 'sst2/train-00001-of-00002.parquet'), GOOD);
  const taken = await project.reprise('data', 'import', 'sst-2', path);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.out).toMatch(/train\D+16/);
  await project.remove();
});
