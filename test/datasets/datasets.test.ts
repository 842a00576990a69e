import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { create } from 'tar';
import { afterEach, expect, test } from 'vitest';
import { getDataset } from '../../src/datasets/fetch.js';
import { corpusFolder, taskFolder } from '../../src/datasets/folders.js';
import { hashData } from '../../src/datasets/hash.js';
import { importDataset } from '../../src/datasets/import.js';
import { listDatasets } from '../../src/datasets/list.js';
import { verifyDatasets } from '../../src/datasets/verify.js';
import { UserError } from '../../src/failure.js';

/** Text enough that one sign of it is no share to speak of. */
const LONG = 'It was a dark and stormy night. '.repeat(10);

const TSV = `sentence\tlabel\n${Array.from({ length: 300 }, (_, i) => `a phrase numbered ${i * 7919}\t${i % 2}\n`).join('')}`;

async function folderOf(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'datasets-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const manifest = (name: string, more: object): string =>
  JSON.stringify({ name, title: name, kind: 'tasks', licence: 'none', access: 'own', ...more });

const phrases = () =>
  folderOf({ 'SST-2/train.tsv': TSV, 'SST-2/dev.tsv': TSV, 'CoLA/train.tsv': 'x', 'CoLA/dev.tsv': 'x' });

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function archiveOf(folder: string): Promise<Buffer> {
  const file = join(await mkdtemp(join(tmpdir(), 'archive-')), 'SST-2.tar.gz');
  await create({ gzip: true, cwd: folder, file, portable: true }, ['SST-2']);
  return readFile(file);
}

const downloadable = (url: string, hash: string | null): Promise<string> =>
  folderOf({
    'sst-2/dataset.yaml': manifest('sst-2', { access: 'download', downloads: [{ url, sha256: hash }] }),
  });

/**
 * A server that sends half of the body, hangs up the first time when that is in `partial`, and honours Range (or not)
 * from then on.
 */
async function unreliable(body: Buffer, { ranges }: { ranges: boolean }) {
  const asked: (string | undefined)[] = [];
  const state = { partial: '' };
  const half = body.length >> 1;
  const isThere = async (): Promise<void> => {
    while ((await stat(state.partial).catch(() => null))?.size !== half) await setTimeout(10);
  };
  const url = await serve((request, response) => {
    asked.push(request.headers.range);
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const headers = { etag: '"1"', 'content-length': String(body.length - (ranges ? start : 0)) };
    if (asked.length === 1) {
      response.writeHead(200, headers);
      response.write(body.subarray(0, half));
      void isThere().then(() => response.destroy());
    } else if (ranges && start > 0) {
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${start}-${body.length - 1}/${body.length}`,
      });
      response.end(body.subarray(start));
    } else response.writeHead(200, headers).end(body);
  });
  return { url, asked, state };
}

test.each([true, false])(
  'a broken download is resumed on the next get (server honours Range: %s)',
  async (ranges) => {
    const body = await archiveOf(await phrases());
    const { url, asked, state } = await unreliable(body, { ranges });
    const datasets = await downloadable(`${url}/SST-2.tar.gz`, sha256(body));
    state.partial = join(datasets, 'sst-2/download/SST-2.tar.gz.partial');
    await expect(getDataset(datasets, 'sst-2')).rejects.toThrow(/broke off after \d+ of \d+ bytes/);
    const report = await getDataset(datasets, 'sst-2');
    expect(asked[1]).toBe(`bytes=${body.length >> 1}-`);
    expect(report.fetched).toEqual([
      { url: `${url}/SST-2.tar.gz`, sha256: sha256(body), bytes: body.length, checkedAgainst: 'manifest' },
    ]);
    expect(report.imported?.splits.map(({ examples }) => examples)).toEqual([300, 300]);
  },
);

test('a redirect is followed, and an unpinned hash is recorded and then compared with', async () => {
  let body = await archiveOf(await phrases());
  const url = await serve((request, response) => {
    if (request.url === '/SST-2.tar.gz') response.writeHead(302, { location: '/moved.tar.gz' }).end();
    else response.writeHead(200, { 'content-length': String(body.length) }).end(body);
  });
  const datasets = await downloadable(`${url}/SST-2.tar.gz`, null);
  expect((await getDataset(datasets, 'sst-2')).fetched[0]!.checkedAgainst).toBeNull();
  await writeFile(join(datasets, 'sst-2/download/SST-2.tar.gz'), 'damaged');
  expect((await getDataset(datasets, 'sst-2')).fetched[0]!.checkedAgainst).toBe('earlier download');
  await writeFile(join(datasets, 'sst-2/download/SST-2.tar.gz'), 'damaged');
  body = Buffer.from('something else');
  await expect(getDataset(datasets, 'sst-2')).rejects.toThrow(/is not the file that was expected/);
});

test('a wrong hash, a 404 and an unreachable server are errors that leave no data', async () => {
  const url = await serve((request, response) =>
    response.writeHead(request.url === '/a.zip' ? 200 : 404).end('hello'),
  );
  const wrong = await downloadable(`${url}/a.zip`, 'a'.repeat(64));
  await expect(getDataset(wrong, 'sst-2')).rejects.toThrow(
    new RegExp(`${sha256('hello')} \\(5 bytes\\), a{64} was wanted`),
  );
  await expect(access(join(wrong, 'sst-2/data'))).rejects.toThrow();
  await expect(getDataset(await downloadable(`${url}/b.zip`, null), 'sst-2')).rejects.toThrow(
    /answered 404 Not Found/,
  );
  await expect(getDataset(await downloadable('http://127.0.0.1:1/c.zip', null), 'sst-2')).rejects.toThrow(
    UserError,
  );
});

const HASTY = { headersSeconds: 0.3, windowSeconds: 0.3, bytesPerSecond: 1000 };
const partialOf = (datasets: string): string => join(datasets, 'sst-2/download/a.zip.partial');
const ofBytes = (url: string, bytes: number | null): Promise<string> =>
  folderOf({
    'sst-2/dataset.yaml': manifest('sst-2', {
      access: 'download',
      downloads: [{ url, sha256: null, bytes }],
    }),
  });

test.each([
  ['that never ends', {}, 100_000, /sends more than the 100000 bytes that are expected/],
  ['that is announced as larger', { 'content-length': '100001' }, 100_000, /more than the 100000 bytes/],
  ['of a size nobody stated', { 'content-length': '5000000000' }, null, /more than 1\.00 GB.* as "bytes"/],
])('a body %s is refused, and nothing of it kept', async (_, headers, bytes, sentence) => {
  const url = await serve((_, response) => {
    response.writeHead(200, headers);
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(10_000)));
    };
    response.on('drain', more);
    more();
  });
  const datasets = await ofBytes(`${url}/a.zip`, bytes);
  await expect(getDataset(datasets, 'sst-2')).rejects.toThrow(sentence);
  await expect(access(partialOf(datasets))).rejects.toThrow();
});

test('a server that sends a byte now and then is left with a sentence, and what came stays', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    const drip = setInterval(() => response.write('a'), 20);
    closers.push(() => clearInterval(drip));
  });
  const datasets = await ofBytes(`${url}/a.zip`, null);
  await expect(getDataset(datasets, 'sst-2', { patience: HASTY })).rejects.toThrow(
    /too slow \(\d+ bytes in 0\.3 seconds.*after \d+ of 1000 bytes\. Run the same command again to go on/,
  );
  expect((await readFile(partialOf(datasets), 'utf8')).slice(0, 2)).toBe('aa');
});

test('a server that never answers, or sends in a circle, or sends headers without end is left with a sentence', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/circle.zip') response.writeHead(302, { location: '/circle.zip' }).end();
    if (request.url === '/headers.zip') response.writeHead(200, { long: 'a'.repeat(100_000) }).end();
  });
  const get = async (name: string) =>
    getDataset(await ofBytes(`${url}/${name}.zip`, null), 'sst-2', { patience: HASTY });
  await expect(get('silent')).rejects.toThrow(/cannot be reached: no answer within 0\.3 seconds/);
  await expect(get('circle')).rejects.toThrow(/cannot be reached: redirect count exceeded/);
  await expect(get('headers')).rejects.toThrow(/cannot be reached: .*Headers Overflow/);
});

test('a file of another size than the manifest states is refused where no hash is pinned', async () => {
  const url = await serve((_request, response) => response.end('hello'));
  await expect(getDataset(await ofBytes(`${url}/a.zip`, 6), 'sst-2')).rejects.toThrow(
    /6 bytes was wanted|of 6 bytes/,
  );
});

test('a gated set gives its steps', async () => {
  const datasets = await folderOf({
    'race/dataset.yaml': manifest('race', { access: 'gated', steps: ['Ask.'] }),
  });
  expect(await getDataset(datasets, 'race')).toMatchObject({
    outcome: 'by hand',
    steps: ['Ask.'],
    imported: null,
  });
});

test('an import finds its files in a folder of several sets, and verify knows complete, unverified, corrupt and absent', async () => {
  const file = { sha256: sha256(TSV), bytes: TSV.length };
  const files = { 'train.tsv': file, 'dev.tsv': file };
  const datasets = await folderOf({ 'sst-2/dataset.yaml': manifest('sst-2', { files }) });
  const status = async () => (await verifyDatasets(datasets, [])).map((entry) => entry.status);
  expect(await status()).toEqual(['absent']);
  const report = await importDataset(datasets, 'sst-2', await phrases());
  expect(report.splits[0]!.labels).toEqual({ negative: 150, positive: 150 });
  expect(report.status).toBe('complete');
  expect(await status()).toEqual(['complete']);
  expect((await listDatasets(datasets))[0]).toMatchObject({ present: true, imported: { downloads: [] } });
  await writeFile(join(datasets, 'sst-2/data/dev.tsv'), 'changed');
  expect(await status()).toEqual(['corrupt']);
  const sample = await folderOf({ 'train.tsv': TSV.split('\n').slice(0, 100).join('\n'), 'dev.tsv': TSV });
  await importDataset(datasets, 'sst-2', sample);
  const [verification] = await verifyDatasets(datasets, ['sst-2']);
  expect(verification!.status).toBe('unverified');
  expect(verification!.findings.join()).toMatch(/The sha256 of train\.tsv is \w{12}… .* is pinned/);
});

test('a refused import leaves what was there', async () => {
  const datasets = await folderOf({ 'sst-2/dataset.yaml': manifest('sst-2', {}) });
  await importDataset(datasets, 'sst-2', await phrases());
  const before = await hashData(taskFolder(datasets, 'real', 'sst-2'));
  const bad = await folderOf({ 'train.tsv': TSV, 'dev.tsv': 'sentence\tlabel\nx\t5\n' });
  await expect(importDataset(datasets, 'sst-2', bad)).rejects.toThrow(/dev\.tsv:2: label "5"/);
  expect(await hashData(taskFolder(datasets, 'real', 'sst-2'))).toEqual(before);
  await expect(importDataset(datasets, 'sst-2', '/nowhere')).rejects.toThrow(/nothing at/);
  await expect(importDataset(datasets, 'unknown', bad)).rejects.toThrow(/Known: sst-2/);
});

test('a corpus is imported from a folder and hashed by path and content alone', async () => {
  const datasets = await folderOf({ 'books/dataset.yaml': manifest('books', { kind: 'corpus' }) });
  const { corpus, warnings } = await importDataset(
    datasets,
    'books',
    await folderOf({ 'b/x.txt': LONG, 'a.txt': 'one\uFFFD' }),
  );
  expect(corpus).toEqual({ documents: 2, characters: LONG.length + 4, unreadable: 1 });
  expect(warnings).toEqual([expect.stringContaining('1 of 324 characters (0.309 %) are unreadable')]);
  const folder = corpusFolder(datasets, 'books');
  const [a, x] = [sha256('one\uFFFD'), sha256(LONG)];
  expect(await hashData(folder)).toEqual({
    sha256: sha256(`${a}  a.txt\n${x}  b/x.txt\n`),
    bytes: LONG.length + 6,
    files: [
      { name: 'a.txt', sha256: a, bytes: 6 },
      { name: 'b/x.txt', sha256: x, bytes: LONG.length },
    ],
  });
});
