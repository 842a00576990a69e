/** What a run shows while it works: bars on a terminal, plain lines elsewhere. */
import { MultiBar } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import { printable } from '../../printable.js';
import type { Stage } from '../../stages/index.js';
import type { Ended, Progress } from '../../run/progress.js';
import { formatSeconds } from './amounts.js';
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
  const startedAt = new Map<string, number>();
  let ended = 0;
  let last = now();
  return {
    started: (stage, threads) => {
      startedAt.set(stage.key, now());
      write(`${overall(pace)}  start  ${stage.label}${threads > 1 ? ` (${threads} threads)` : ''}`);
    },
    moved: (stage, done, total) => {
      pace.note(stage, total === 0 ? 0 : done / total);
      if (now() - last < LINE_INTERVAL || done >= total) return;
      last = now();
      const seconds = now() - (startedAt.get(stage.key) ?? last);
      write(`${overall(pace)}  …      ${stage.label}: ${done}/${total}${speed(done, total, seconds)}`);
    },
    warned: (stage, message) => write(`${overall(pace)}  ${describeWarning(stage, message)}`),
    ended: (stage, end) => {
      if (end.status === 'done') ended += 1;
      pace.note(stage, end.status === 'stopped' ? 0 : 1);
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
  const running = new Map<string, { bar: SingleBar; startedAt: number }>();
  let ended = 0;
  const whole = multi.create(1000, 0, { text: '' });
  const refresh = (): void =>
    whole.update(Math.round(1000 * pace.share()), {
      text: `all: ${ended}/${stages.length} stages${timeLeft(pace.secondsLeft())}`,
    });
  refresh();
  return {
    started: (stage) => {
      running.set(stage.key, {
        bar: multi.create(1, 0, { text: printable(stage.label) }),
        startedAt: clock(),
      });
    },
    moved: (stage, done, total) => {
      pace.note(stage, total === 0 ? 0 : done / total);
      refresh();
      const shown = running.get(stage.key);
      if (shown === undefined) return;
      shown.bar.setTotal(total);
      const seconds = clock() - shown.startedAt;
      const text = `${stage.label}: ${done}/${total}${speed(done, total, seconds)}`;
      shown.bar.update(done, { text: printable(text) });
    },
    warned: (stage, message) => multi.log(`${printable(describeWarning(stage, message))}\n`),
    ended: (stage, end) => {
      if (end.status === 'done') ended += 1;
      pace.note(stage, end.status === 'stopped' ? 0 : 1);
      const shown = running.get(stage.key);
      if (shown !== undefined) multi.remove(shown.bar);
      running.delete(stage.key);
      multi.log(`${printable(describeEnd(stage, end))}\n`);
      refresh();
    },
    close: () => multi.stop(),
  };
}

const overall = (pace: Pace): string => `${String(Math.floor(100 * pace.share())).padStart(3)} %`;

/** ", 12.3/s, 40 s left"; nothing while nothing is done. */
function speed(done: number, total: number, seconds: number): string {
  if (done === 0 || seconds === 0) return '';
  const rate = done / seconds;
  return `, ${rate >= 100 ? rate.toFixed(0) : rate.toFixed(1)}/s${timeLeft((total - done) / rate)}`;
}

const timeLeft = (seconds: number | null): string =>
  seconds === null ? '' : `, ${formatSeconds(seconds)} left`;

const describeWarning = ({ label }: Stage, message: string): string => `NOTE   ${label}: ${message}`;

function describeEnd(stage: Stage, { status, seconds, error }: Ended): string {
  const words = { done: 'done ', diverged: 'DIVERGED', failed: 'FAILED', stopped: 'stopped' };
  const why = error === null ? '' : `: ${error.split('\n')[0]}`;
  return `${words[status]}  ${stage.label} · ${formatSeconds(seconds)}${why}`;
}
