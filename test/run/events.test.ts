import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followEvents, openEventLog, readEvents } from '../../src/run/events.js';
import type { LoggedEvent, StageEvent } from '../../src/run/events.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-events-'));
  path = join(folder, 'events', 'ab', 'abc.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const STARTED: StageEvent = { event: 'started', host: 'a machine', threads: 2 };
const stepOf = (step: number, loss: number): StageEvent => ({
  event: 'step',
  step,
  steps: 10,
  loss,
  learningRate: 1e-3,
  gradientNorm: 0.5,
  tokensPerSecond: null,
});

function append(...events: readonly StageEvent[]): void {
  const log = openEventLog(path);
  for (const event of events) log.append(event);
  log.close();
}

const withoutTimes = (events: readonly LoggedEvent[]) => events.map((event) => ({ ...event, at: undefined }));

it('events come back in order, each with its time, one JSON object per line', async () => {
  append(STARTED, stepOf(1, 4.25));
  append({ event: 'resumed', step: 1 });
  const events = await readEvents(path);
  expect(withoutTimes(events)).toEqual([STARTED, stepOf(1, 4.25), { event: 'resumed', step: 1 }]);
  expect(events.every(({ at }) => /^\d{4}-\d\d-\d\dT/.test(at))).toBe(true);
  expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(3);
});

it('a loss that is not finite stays what it was', async () => {
  append(stepOf(1, NaN), stepOf(2, Infinity), stepOf(3, -Infinity));
  const losses = (await readEvents(path)).map((event) => event.event === 'step' && event.loss);
  expect(losses).toEqual([NaN, Infinity, -Infinity]);
});

it('a line that was torn by a kill is passed over, and the next event begins a line of its own', async () => {
  append(STARTED);
  await appendFile(path, '{"at":"2026-01-02T03:04:05.678Z","event":"st');
  expect(withoutTimes(await readEvents(path))).toEqual([STARTED]);
  append(stepOf(1, 4));
  expect(withoutTimes(await readEvents(path))).toEqual([STARTED, stepOf(1, 4)]);
});

it('where there is no log there are no events', async () => {
  expect(await readEvents(path)).toEqual([]);
});

it('a follower gets the events to come, a torn line only once it is whole, and ends with the stage', async () => {
  append(STARTED);
  const seen: string[] = [];
  const following = (async () => {
    for await (const { event } of followEvents(path, () => Promise.resolve(false))) {
      seen.push(event);
      if (event === 'started') await appendFile(path, '{"at":"2026-01-02T03:04:05.678Z",');
      if (event === 'resumed') append({ event: 'ended', status: 'done', seconds: 1 });
    }
  })();
  setTimeout(() => void appendFile(path, '"event":"resumed","step":3}\n'), 600);
  await following;
  expect(seen).toEqual(['started', 'resumed', 'ended']);
});

it('a follower ends when nobody is at work any more', async () => {
  append(STARTED);
  const seen: string[] = [];
  for await (const { event } of followEvents(path, () => Promise.resolve(true))) seen.push(event);
  expect(seen).toEqual(['started']);
});

it('what is no event is passed over', async () => {
  append(STARTED);
  await writeFile(path, `null\n"text"\n{}\n${await readFile(path, 'utf8')}`);
  expect(withoutTimes(await readEvents(path))).toEqual([STARTED]);
});
