/** The hub's Parquet files: the same examples as those of the original files. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { TASKS } from '../../src/tasks/index.js';
import type { TaskName } from '../../src/tasks/index.js';
import type { Example } from '../../src/tasks/task.js';
import { classes, first, imported, ROWS, second, table, text } from './parquet-files.js';
import type { Columns } from './parquet-files.js';

const contentOf = ({ fields, label }: Example) => [fields, label];

async function examplesOf(name: TaskName, files: Readonly<Record<string, string | Buffer>>) {
  const { report } = await imported(name, files);
  const splits = ['train', ...TASKS[name].splits.map((split) => split.name)];
  return Promise.all(
    splits.map(async (split) => (await TASKS[name].read(report.folder, split))?.examples.map(contentOf)),
  );
}

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
