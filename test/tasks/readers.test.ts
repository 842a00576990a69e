import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { expect, test } from 'vitest';
import { UserError } from '../../src/failure.js';
import { TASKS } from '../../src/tasks/index.js';
import { labelText } from '../../src/tasks/task.js';
import type { Task } from '../../src/tasks/task.js';
import { METRICS } from '../../src/statistics/metrics.js';

async function folderOf(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tasks-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const many = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('');

test('a GLUE file with quotes, a byte order mark, CRLF and no final newline loses no row', async () => {
  const text = '\uFEFFsentence\tlabel\r\n"an open quote\t1\r\na dull evening \t0\r\nit "shines\t1';
  const split = await TASKS['sst-2'].read(await folderOf({ 'dev.tsv': text }), 'dev');
  expect(split?.examples.map(({ fields, label }) => [fields.sentence, label])).toEqual([
    ['"an open quote', 1],
    ['a dull evening ', 0],
    ['it "shines', 1],
  ]);
  expect(split?.examples[2]!.id).toBe('dev.tsv:4');
});

test('bad rows are refused with file, line and reason while they are few', async () => {
  const good = many(500, (i) => `good phrase ${i}\t1\n`);
  const text = `sentence\tlabel\n${good}one\ttwo\t1\nodd\t7\n \t0\nn/a\t0\n`;
  const split = await TASKS['sst-2'].read(await folderOf({ 'train.tsv': text }), 'train');
  expect(split?.examples).toHaveLength(500);
  expect(split?.rejected).toEqual([
    { file: 'train.tsv', line: 502, reason: '3 columns where 2 are expected' },
    { file: 'train.tsv', line: 503, reason: 'label "7" is none of 0, 1' },
    { file: 'train.tsv', line: 504, reason: 'sentence is empty' },
    { file: 'train.tsv', line: 505, reason: 'sentence is "n/a"' },
  ]);
});

test('too many bad rows are an error that shows the first with their lines', async () => {
  const folder = await folderOf({ 'dev.tsv': `sentence\tlabel\n${many(20, (i) => `phrase ${i}\tbad\n`)}` });
  const reading = TASKS['sst-2'].read(folder, 'dev');
  await expect(reading).rejects.toThrow(UserError);
  await expect(reading).rejects.toThrow(/20 of 20 rows[^]*dev\.tsv:2: label "bad"[^]*and 15 more/);
});

test('a file of line ends alone is read no further than tells that it is no table', async () => {
  const header = 'sentence\tlabel';
  for (const [task, file, text] of [
    ['sst-2', 'dev.tsv', `${header}${'\n'.repeat(3e7)}`],
    ['storycloze', 'a.csv', `${CLOZE_HEADER}${',\n'.repeat(1.2e5)}`],
  ] as const)
    await expect(TASKS[task].read(await folderOf({ [file]: text }), 'dev')).rejects.toThrow(
      /^100001 of the first 100001 rows \(100\.0 %\) were rejected/,
    );
});

test('a table of stories in which quotes stand anywhere is refused before each is told', async () => {
  for (const line of [`x${'"'.repeat(1e6)}`, `${'x'.repeat(2e5)}"`]) {
    const folder = await folderOf({ 'a.csv': `${CLOZE_HEADER}\n${line}\n` });
    await expect(TASKS.storycloze.read(folder, 'dev')).rejects.toThrow(
      `${join(folder, 'a.csv')}:2: this is no CSV: quotes open or close where no cell does`,
    );
  }
});

test('a passage of RACE without its article is named, and what it lacks', async () => {
  const folder = await folderOf({ 'RACE/dev/high/1.txt': JSON.stringify({ questions: ['Who?'] }) });
  await expect(TASKS.race.read(folder, 'dev-high')).rejects.toThrow(
    'high/1.txt:1: not a passage of RACE: article: It is missing',
  );
});

test('a file in UTF-16 is an error that names the encoding, with its byte order mark or without', async () => {
  const text = 'sentence\tlabel\na fine day\t1\n';
  for (const mark of ['\ufeff', '']) {
    const folder = await folderOf({ 'dev.tsv': Buffer.from(mark + text, 'utf16le') });
    await expect(TASKS['sst-2'].read(folder, 'dev')).rejects.toThrow(
      `${join(folder, 'dev.tsv')} looks like UTF-16. Save it as UTF-8`,
    );
  }
});

test('a file without its header is an error that names the missing columns', async () => {
  const folder = await folderOf({ 'dev.tsv': 'a fine day\t1\n' });
  await expect(TASKS['sst-2'].read(folder, 'dev')).rejects.toThrow(/dev\.tsv:1: .*"sentence", "label"/);
});

test('a split whose file is absent is null', async () => {
  expect(await TASKS.mnli.read(await folderOf({}), 'dev-mismatched')).toBeNull();
  expect(await TASKS.race.read(await folderOf({}), 'train')).toBeNull();
  expect(await TASKS.storycloze.read(await folderOf({}), 'dev')).toBeNull();
});

const MNLI_HEADER =
  'index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\tlabel1';
const mnliRow = (hypothesis: string, labels: readonly string[]): string =>
  [...Array<string>(8).fill('n/a'), 'It rains.', hypothesis, ...labels].join('\t') + '\n';

test('MNLI takes the last column as gold label in rows of 12 and 16 under one header', async () => {
  const votes = ['neutral', 'neutral', 'neutral', 'entailment', 'entailment'];
  const text =
    `${MNLI_HEADER}\tgold_label\n` +
    mnliRow('It is wet.', ['neutral', 'entailment']) +
    mnliRow('It is dry.', [...votes, 'contradiction']) +
    mnliRow('It is late.', ['neutral', '-']) +
    many(200, (i) => mnliRow(`It is ${i}.`, ['neutral', 'neutral'])) +
    mnliRow('', ['neutral', 'neutral']) +
    mnliRow('n/a', ['neutral', 'neutral']);
  const split = await TASKS.mnli.read(await folderOf({ 'dev_mismatched.tsv': text }), 'dev-mismatched');
  expect(split?.examples.slice(0, 2).map(({ label }) => labelText(TASKS.mnli.output, label))).toEqual([
    'entailment',
    'contradiction',
  ]);
  expect(split?.unlabelled).toBe(1);
  expect(split?.rejected.map(({ reason }) => reason)).toEqual(['hypothesis is empty', 'hypothesis is "n/a"']);
});

test('QQP gives both orders of its questions', async () => {
  const text = 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n7\t1\t2\tWhy "so?\tHow so?\t1\n';
  const split = await TASKS.qqp.read(await folderOf({ 'dev.tsv': text }), 'dev');
  expect(split?.examples.map((example) => TASKS.qqp.sequences(example))).toEqual([
    [
      ['Why "so?', 'How so?'],
      ['How so?', 'Why "so?'],
    ],
  ]);
});

const passage = (name: string, answers = ['B', 'D']): string =>
  JSON.stringify({
    article: `The tale of ${name}.`,
    questions: ['Who?', 'Where?'],
    options: [
      ['a', 'b', 'c', 'd'],
      ['e', 'f', 'g', 'h'],
    ],
    answers,
    id: name,
  });

const RACE_FILES = {
  'RACE/dev/high/10.txt': passage('ten'),
  'RACE/dev/high/9.txt': passage('nine'),
  'RACE/dev/middle/1.txt': passage('one'),
  'RACE/train/high/1.txt': passage('high'),
  'RACE/train/middle/1.txt': passage('middle'),
};

test('RACE reads the same examples from folders and from its archive, in order of path', async () => {
  const unpacked = await folderOf(RACE_FILES);
  const packed = await folderOf({});
  await create({ gzip: true, cwd: unpacked, file: join(packed, 'RACE.tar.gz') }, ['RACE']);
  for (const split of ['train', 'dev-middle', 'dev-high'])
    expect(await TASKS.race.read(packed, split)).toEqual(await TASKS.race.read(unpacked, split));
  const split = await TASKS.race.read(packed, 'dev-high');
  expect(split?.examples.map(({ id, label }) => [id, label])).toEqual([
    ['RACE/dev/high/10.txt#1', 1],
    ['RACE/dev/high/10.txt#2', 3],
    ['RACE/dev/high/9.txt#1', 1],
    ['RACE/dev/high/9.txt#2', 3],
  ]);
  expect(TASKS.race.sequences(split!.examples[0]!)[3]).toEqual(['The tale of ten. Who?', 'd']);
});

test('RACE refuses broken files and answers, and says which', async () => {
  const files = Object.fromEntries(
    many(110, (i) => `${i} `)
      .trim()
      .split(' ')
      .map((i) => [`RACE/dev/high/${i}.txt`, passage(i)]),
  );
  files['RACE/dev/high/x.txt'] = '{"article": "cut';
  files['RACE/dev/high/y.txt'] = passage('y', ['A', 'E']);
  const split = await TASKS.race.read(await folderOf(files), 'dev-high');
  expect(split?.examples).toHaveLength(221);
  expect(split?.rejected.map(({ file }) => file)).toEqual(['RACE/dev/high/x.txt', 'RACE/dev/high/y.txt']);
  expect(split?.rejected[1]!.reason).toBe('question 2: answer "E" is none of A, B, C, D');
});

test('a broken RACE archive is an error of the user', async () => {
  const folder = await folderOf({ 'RACE.tar.gz': 'no archive at all' });
  await expect(TASKS.race.read(folder, 'train')).rejects.toThrow(UserError);
});

const CLOZE_HEADER =
  'InputStoryid,InputSentence1,InputSentence2,InputSentence3,InputSentence4,RandomFifthSentenceQuiz1,RandomFifthSentenceQuiz2,AnswerRightEnding';
const story = (i: number): string =>
  `id-${i},"Ann, ${i}, sang.",Two.,"She said ""yes"".",Four.,Good.,"Bad, bad.",${1 + (i % 2)}\n`;

test('Story Cloze reads quoted commas and splits its stories four to one, each in one split', async () => {
  const folder = await folderOf({
    'stories.csv': `\uFEFF${CLOZE_HEADER}\n${many(100, story)}`,
    'other.csv': 'a,b\n1,2\n',
  });
  const train = await TASKS.storycloze.read(folder, 'train');
  const dev = await TASKS.storycloze.read(folder, 'dev');
  expect([train?.examples.length, dev?.examples.length]).toEqual([80, 20]);
  const ids = [...train!.examples, ...dev!.examples].map(({ id }) => id);
  expect(new Set(ids).size).toBe(100);
  const { fields } = train!.examples[0]!;
  expect(fields.story).toMatch(/^Ann, \d+, sang\. Two\. She said "yes"\. Four\.$/);
  expect(fields.ending2).toBe('Bad, bad.');
});

test('the split of a story does not depend on the order of the file', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => story(i));
  const idsOf = async (lines: readonly string[]) => {
    const split = await TASKS.storycloze.read(
      await folderOf({ 's.csv': `${CLOZE_HEADER}\n${lines.join('')}` }),
      'dev',
    );
    return split!.examples.map(({ id }) => id).sort();
  };
  expect(await idsOf(rows)).toEqual(await idsOf(rows.toReversed()));
});

test('Story Cloze refuses a repeated story and an answer that is neither 1 nor 2', async () => {
  const text = `${CLOZE_HEADER}\n${many(300, story)}${story(5)}${story(301).replace(/2\n$/, '3\n')}`;
  const split = await TASKS.storycloze.read(await folderOf({ 's.csv': text }), 'train');
  expect(split?.rejected.map(({ line }) => line)).toEqual([302, 303]);
});

test('CoLA begins with its first row, for its files have no header, and may end without a newline', async () => {
  const text = 'xx01\t1\t\tThe cat "sleeps.\nxx01\t0\t*\tThe cat sleep the.\nxx02\t1\t\tRain fell.';
  const split = await TASKS.cola.read(await folderOf({ 'dev.tsv': text }), 'dev');
  expect(split?.examples.map(({ id, fields, label }) => [id, fields, label])).toEqual([
    ['dev.tsv:1', { sentence: 'The cat "sleeps.' }, 1],
    ['dev.tsv:2', { sentence: 'The cat sleep the.' }, 0],
    ['dev.tsv:3', { sentence: 'Rain fell.' }, 1],
  ]);
});

const STS_HEADER = 'index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n';
const stsRow = (index: number, score: string): string =>
  `${index}\tnews\tmine\t2020\t${index}\tnone\tnone\tA bell rang ${index}.\tBell ${index} rang.\t${score}\n`;

test('STS-B has numbers for labels, and one that is none within its range is a rejected row', async () => {
  const good = many(700, (i) => stsRow(i, (i / 140).toFixed(3)));
  const bad = ['5.001', '-0.5', 'NaN', '1e0', ''].map((score, i) => stsRow(700 + i, score)).join('');
  const split = await TASKS['sts-b'].read(
    await folderOf({ 'train.tsv': STS_HEADER + good + stsRow(99, '5.000000') + stsRow(98, '-') + bad }),
    'train',
  );
  expect(split?.examples.slice(1, 2)).toEqual([
    {
      id: 'train.tsv:3',
      fields: { sentence1: 'A bell rang 1.', sentence2: 'Bell 1 rang.' },
      label: 0.007,
      place: { file: 'train.tsv', line: 3 },
    },
  ]);
  expect(split?.examples.at(-1)?.label).toBe(5);
  expect(split?.unlabelled).toBe(1);
  expect(split?.rejected.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    '704: label "5.001" is no number from 0 to 5',
    '705: label "-0.5" is no number from 0 to 5',
    '706: label "NaN" is no number from 0 to 5',
    '707: label "1e0" is no number from 0 to 5',
    '708: label "" is no number from 0 to 5',
  ]);
});

test("STS-B's own files have rows of 7 and 9 columns and no header", async () => {
  const row = (score: string, more = ''): string =>
    `news\tmine\t2020\t0001\t${score}\tIt "rained.\tRain fell.${more}\n`;
  const text = row('4.200') + row('1', '\tpage one\tpage two');
  const split = await TASKS['sts-b'].read(await folderOf({ 'sts-dev.csv': text }), 'dev');
  expect(split?.examples.map(({ id, fields, label }) => [id, fields.sentence1, label])).toEqual([
    ['sts-dev.csv:1', 'It "rained.', 4.2],
    ['sts-dev.csv:2', 'It "rained.', 1],
  ]);
});

test.each(Object.entries(TASKS))('what %s says of itself fits what it does', (name, task: Task) => {
  const fields = Object.fromEntries(task.wording.fields.map((field) => [field, `a ${field}`]));
  const sequences = task.sequences({ id: '1', fields, label: 0 });
  expect(task.name).toBe(name);
  expect(sequences).toHaveLength(task.sequencesPerExample);
  for (const parts of sequences) expect(parts).toHaveLength(task.wording.parts.length);
  expect(sequences.flat().join(' ')).not.toContain('undefined');
  const { output, metrics } = task;
  const defined = output.kind === 'range' ? ['range'] : ['classes', 'two classes'];
  for (const metric of metrics) expect(defined).toContain(METRICS[metric].on);
  if (output.kind === 'range' || task.prompt === null) return;
  expect(task.prompt({ id: '1', fields, label: 0 }).answers).toHaveLength(output.names.length);
});
