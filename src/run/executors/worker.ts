/**
 * A worker process: does the stages that it is handed, one at a time, and tells where and when. It ends when the run
 * that started it is gone, so that no orphan goes on computing. SIGTERM asks it to stop: a training keeps the step that
 * it is at, and says which.
 */
import { DAMAGE } from '../../training/damage.js';
import type { RunMessage, WorkerAssignment, WorkerMessage } from './messages.js';
import { work } from './work.js';
import type { Liaison } from './work.js';

/** Milliseconds between two reports of progress. */
const PROGRESS_INTERVAL = 200;

const parent = process.ppid;

/** Of the stage at work. */
let stop = new AbortController();

// Ctrl-C and a terminal that is closed reach the whole process group; the run decides what becomes of its workers.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => stop.abort());
process.on('warning', ({ name, message }) => {
  if (name === DAMAGE) send({ type: 'warning', message });
});
process.on('disconnect', () => process.exit(1));
process.on('message', (message: RunMessage) => {
  if (message.type === 'threads') changeThreads(message.threads);
  else void answer(message.assignment);
});

/** Of the stage at work. */
let changeThreads: (threads: number) => void = () => undefined;

async function answer(assignment: WorkerAssignment): Promise<void> {
  stop = new AbortController();
  const liaison: Liaison = {
    opened: (earlier) => send({ type: 'opened', earlier }),
    progress: reporter(),
    stop: stop.signal,
    threads: (change) => {
      changeThreads = change;
    },
  };
  send({ type: 'ended', ...(await work(assignment, liaison)) });
}

/** Tells of progress now and then; a worker whose run is gone ends. */
function reporter(): Liaison['progress'] {
  let reported = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - reported < PROGRESS_INTERVAL && done < total) return;
    reported = now;
    if (process.ppid !== parent) process.exit(1);
    send({ type: 'progress', done, total });
  };
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}
