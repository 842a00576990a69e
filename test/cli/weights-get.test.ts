/** `weights get` against a server: what is pinned, what is not there, and what breaks off. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomWeights, SMALL_MODELS, writeHub } from '../weights/made.js';
import { makeProject } from './program.js';
import type { TestProject } from './program.js';

const FILES = ['config.json', 'vocab.json', 'merges.txt', 'model.safetensors'] as const;

let project: TestProject;
let url = '';
/** Path and range of every request. */
let asked: string[] = [];
/** What the server does with a file the next time, in place of sending it. */
const instead = new Map<string, (response: ServerResponse, body: Buffer) => void>();

const server = createServer((request, response) => {
  const name = (request.url ?? '').slice(1);
  const { range = '' } = request.headers;
  asked.push(`${name} ${range}`.trim());
  const body = readFileSync(join(project.root, 'served', name));
  const other = instead.get(name);
  instead.delete(name);
  if (other !== undefined) {
    other(response, body);
    return;
  }
  const start = Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, {
    etag: `"${name}"`,
    'content-length': body.length - start,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  });
  response.end(body.subarray(start));
});

beforeAll(async () => {
  project = await makeProject();
  const [, made] = SMALL_MODELS;
  await writeHub(join(project.root, 'served'), made!, randomWeights(made!));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await project.remove();
});
beforeEach(() => {
  asked = [];
  instead.clear();
});

const sha256 = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(join(project.root, 'served', file)))
    .digest('hex');

const homeOf = (name: string): string => join(project.root, 'datasets', 'weights', name);

/** Weights that are described, with these hashes pinned. */
function described(name: string, pinned: Readonly<Record<string, string>> = {}): string {
  const downloads = FILES.map((file) => ({ file, url: `${url}/${file}`, sha256: pinned[file] ?? null }));
  const manifest = { name, title: name, format: 'gpt2', licence: 'none', homepage: url, downloads };
  mkdirSync(homeOf(name), { recursive: true });
  writeFileSync(join(homeOf(name), 'weights.yaml'), JSON.stringify(manifest));
  return name;
}

const get = (name: string) => project.reprise('weights', 'get', name);

describe('weights that are fetched', () => {
  it('are imported, and say which of their hashes were pinned', async () => {
    const name = described('pinned', { 'config.json': sha256('config.json') });
    const { code, out, err } = await get(name);
    expect(code, err).toBe(0);
    expect(asked).toEqual([...FILES]);
    expect(out).toMatch(/config\.json, .+ sha256 [0-9a-f]{64} \(as pinned\)/);
    expect(out).toMatch(/model\.safetensors, .+ sha256 [0-9a-f]{64} \(recorded\)/);
    expect(out).toContain(`pretrain: { weights: ${name} }`);
    expect((await project.reprise('weights', 'verify', name)).code).toBe(0);
  });

  it('are not fetched again, and a file that changed there since is refused', async () => {
    const name = described('again');
    expect((await get(name)).code).toBe(0);
    asked = [];
    expect((await get(name)).code).toBe(0);
    expect(asked).toEqual([]);
    const file = join(homeOf(name), 'download', 'merges.txt');
    writeFileSync(file, 'changed');
    instead.set('merges.txt', (response) => response.end('something else'));
    const { code, err } = await get(name);
    expect(code).toBe(1);
    expect(err).toContain(`${url}/merges.txt is not the file that was expected: its sha256 is `);
    expect((await project.reprise('weights', 'verify', name)).code).toBe(0); // what was imported stays
  });

  it('are refused where a pinned hash is another, and nothing is imported', async () => {
    const wrong = '0'.repeat(64);
    const name = described('mismatch', { 'vocab.json': wrong });
    const { code, err } = await get(name);
    expect(code).toBe(1);
    expect(err).toContain(`its sha256 is ${sha256('vocab.json')}, and ${wrong} was wanted. It was deleted.`);
    expect(readdirSync(join(homeOf(name), 'download'))).toEqual(['config.json', 'fetched.json']);
    expect(existsSync(join(homeOf(name), 'data'))).toBe(false);
  });

  it('are asked for by hand where the server has them no more', async () => {
    const name = described('gone');
    instead.set('merges.txt', (response) => response.writeHead(404).end());
    const { code, err } = await get(name);
    expect(code).toBe(1);
    expect(err).toContain(`${url}/merges.txt answered 404 Not Found. Check the address in weights.yaml`);
    expect(existsSync(join(homeOf(name), 'data'))).toBe(false);
  });

  it('go on where they broke off: finished files are kept, and the half one is continued', async () => {
    const name = described('broken', { 'model.safetensors': sha256('model.safetensors') });
    let half = 0;
    instead.set('model.safetensors', (response, body) => {
      half = body.length >> 1;
      response.writeHead(200, { etag: '"1"', 'content-length': body.length });
      response.write(body.subarray(0, half), () => setTimeout(() => response.destroy(), 200));
    });
    const { code, err } = await get(name);
    expect(code).toBe(1);
    expect(err).toMatch(
      /model\.safetensors broke off after \d+ of \d+ bytes\. Run the same command again to go on\./,
    );
    asked = [];
    const second = await get(name);
    expect(second.code, second.err).toBe(0);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^model\.safetensors bytes=[1-9]\d*-$/);
    expect((await project.reprise('weights', 'verify', name)).code).toBe(0);
  });

  it('cannot be where no server is, or nothing describes them', async () => {
    const name = described('unreachable');
    const path = join(homeOf(name), 'weights.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(url, 'http://127.0.0.1:1'));
    const { code, err } = await get(name);
    expect(code).toBe(1);
    expect(err).toContain('http://127.0.0.1:1/config.json cannot be reached');
    expect((await get('nowhere')).err).toContain('There are no weights "nowhere".');
  });
});
