/** What a run shows while it works: bars on a terminal, plain lines elsewhere. */
import { MultiBar } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import { printable } from '../../printable.js';
import type { Stage } from '../../stages/index.js';
import type { Ended, Progress } from '../../run/progress.js';
import type { Awaited } from '../../run/executors/executor.js';
import { formatSeconds } from '../../amounts.js';
import { keptText } from './kept.js';
import { Pace } from './pace.js';

/** Seconds between two plain lines about stages at work. */
const LINE_INTERVAL = 15;

const clock = (): number => performance.now() / 1000;

/** Bars on a terminal, lines in a pipe. `stages`: those about to run. */
export function openProgress(stages: readonly Stage[], stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? bars(stages, stream) : lines(stages, (line) => stream.write(`${printable(line)}\n`));
}

/** One line when a stage starts, one when it ends, and between them at most one every quarter minute. */
export function lines(stages: readonly Stage[], write: (line: string) => void, now = clock): Progress {
  const pace = new Pace(stages, now);
  let ended = 0;
  let last = now();
  return {
    started: (stage, threads) => {
      pace.started(stage);
      write(`${overall(pace)}  start  ${stage.label}${threads > 1 ? ` (${threads} threads)` : ''}`);
    },
    opened: (stage, earlier) => pace.opened(stage, earlier),
    moved: (stage, done, total) => {
      pace.moved(stage, done, total);
      if (now() - last < LINE_INTERVAL || done >= total) return;
      last = now();
      const speed = speedText(total - done, pace.stepsPerSecond(stage));
      write(`${overall(pace)}  …      ${stage.label}: ${done}/${total}${speed}`);
    },
    warned: (stage, message) => write(`${overall(pace)}  ${describeWarning(stage, message)}`),
    stopping: (awaited) => write(describeStopping(awaited)),
    ended: (stage, end) => {
      if (end.status === 'done') ended += 1;
      pace.ended(stage, end);
      const count = `${ended}/${stages.length}`;
      const left = end.status === 'stopped' ? '' : timeLeft(pace.secondsLeft());
      write(`${overall(pace)}  ${describeEnd(stage, end)} [${count}]${left}`);
    },
    close: () => undefined,
  };
}

function bars(stages: readonly Stage[], stream: NodeJS.WriteStream): Progress {
  const options = {
    stream,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    fps: 5,
    barsize: 24,
  };
  const multi = new MultiBar({ ...options, format: '{bar} {text}', linewrap: true, emptyOnZero: true });
  const pace = new Pace(stages, clock);
  const running = new Map<string, SingleBar>();
  let ended = 0;
  const whole = multi.create(1000, 0, { text: '' });
  const refresh = (): void =>
    whole.update(Math.round(1000 * pace.share()), {
      text: `all: ${ended}/${stages.length} stages${timeLeft(pace.secondsLeft())}`,
    });
  const log = (line: string): void => multi.log(`${printable(line)}\n`);
  refresh();
  return {
    started: (stage) => {
      pace.started(stage);
      running.set(stage.key, multi.create(1, 0, { text: printable(stage.label) }));
    },
    opened: (stage, earlier) => pace.opened(stage, earlier),
    moved: (stage, done, total) => {
      pace.moved(stage, done, total);
      refresh();
      const bar = running.get(stage.key);
      if (bar === undefined) return;
      bar.setTotal(total);
      const speed = speedText(total - done, pace.stepsPerSecond(stage));
      bar.update(done, { text: printable(`${stage.label}: ${done}/${total}${speed}`) });
    },
    warned: (stage, message) => log(describeWarning(stage, message)),
    stopping: (awaited) => log(describeStopping(awaited)),
    ended: (stage, end) => {
      if (end.status === 'done') ended += 1;
      pace.ended(stage, end);
      const bar = running.get(stage.key);
      if (bar !== undefined) multi.remove(bar);
      running.delete(stage.key);
      log(describeEnd(stage, end));
      refresh();
    },
    close: () => {
      multi.update(); // or the last lines are never written
      multi.stop();
    },
  };
}

const overall = (pace: Pace): string => `${String(Math.floor(100 * pace.share())).padStart(3)} %`;

/** ", 12.3/s, 40 s left"; nothing while nothing is known. `rate`: steps per second. */
const speedText = (left: number, rate: number | null): string =>
  rate === null ? '' : `, ${rateText(rate)}${timeLeft(left / rate)}`;

/** Steps that take longer than a second are told by their time. */
const rateText = (rate: number): string =>
  rate < 1 ? `${formatSeconds(1 / rate)} a step` : `${rate.toFixed(rate >= 100 ? 0 : 1)}/s`;

const timeLeft = (seconds: number | null): string =>
  seconds === null ? '' : `, ${formatSeconds(seconds)} left`;

const describeWarning = ({ label }: Stage, message: string): string => `NOTE   ${label}: ${message}`;

function describeStopping(awaited: readonly Awaited[]): string {
  if (awaited.length === 0) return 'Stopping …';
  const names = awaited.map(({ stage }) => stage.label).join(', ');
  const most = formatSeconds(Math.max(...awaited.map(({ seconds }) => seconds)));
  return `Stopping: waiting for ${names} to keep the steps done, ${most} at most (Ctrl-C now: at once)`;
}

function describeEnd(stage: Stage, { status, seconds, error, kept }: Ended): string {
  const words = { done: 'done ', diverged: 'DIVERGED', failed: 'FAILED', stopped: 'stopped' };
  const why = error === null ? (kept === null ? '' : `: ${keptText(kept)}`) : `: ${error.split('\n')[0]}`;
  return `${words[status]}  ${stage.label} · ${formatSeconds(seconds)}${why}`;
}
