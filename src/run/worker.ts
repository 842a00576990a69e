/**
 * A worker process: does the stages that it is handed, one at a time. It ends when the run that started it is gone,
 * so that no orphan goes on computing.
 */
import { hostname } from 'node:os';
import type { StageContext } from '../stages/stage.js';
import { runStage } from '../stages/index.js';
import { UserError } from '../failure.js';
import { explained } from '../store/failures.js';
import { DivergenceError } from '../training/divergence.js';
import { DAMAGE } from '../training/damage.js';
import { memoryAdvice } from './memory.js';
import { openEventLog } from './events.js';
import type { EventLog } from './events.js';
import type { Assignment, WorkerMessage } from './messages.js';

/** Milliseconds between two reports of progress. */
const PROGRESS_INTERVAL = 200;

const parent = process.ppid;

// Ctrl-C reaches the whole process group; the run alone decides what becomes of its workers.
process.on('SIGINT', () => undefined);
process.on('warning', ({ name, message }) => {
  if (name === DAMAGE) send({ type: 'warning', message });
});
process.on('disconnect', () => process.exit(1));
process.on('message', (assignment: Assignment) => void work(assignment));

async function work(assignment: Assignment): Promise<void> {
  let log: EventLog | null = null;
  try {
    log = openEventLog(assignment.log);
    log.append({ event: 'started', host: hostname(), threads: assignment.engine.threads });
    const result = await runStage(assignment.stage, contextOf(assignment, log));
    send({ type: 'done', result });
  } catch (error) {
    if (error instanceof DivergenceError) return send(divergence(error));
    const folder = assignment.folders[assignment.stage.key] ?? '';
    send({ type: 'failed', error: describe(explained(error, folder)) });
  } finally {
    log?.close();
  }
}

/** What was measured before it is a result, too. */
const divergence = ({ message, at, metrics }: DivergenceError): WorkerMessage => ({
  type: 'diverged',
  error: message,
  result: { metrics, predictions: [], facts: { divergence: at } },
});

function contextOf({ datasets, folders, engine, data }: Assignment, log: EventLog): StageContext {
  let reported = 0;
  return {
    datasets,
    engine,
    data,
    artifacts: (key) => {
      const folder = folders[key];
      if (folder === undefined) throw new Error(`A stage asked for the artifacts of ${key}, no input of it.`);
      return folder;
    },
    event: (event) => log.append(event),
    progress: (done, total) => {
      const now = performance.now();
      if (now - reported < PROGRESS_INTERVAL && done < total) return;
      reported = now;
      if (process.ppid !== parent) process.exit(1);
      send({ type: 'progress', done, total });
    },
  };
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}

/** A sentence for what a user can mend; the stack for what nobody foresaw. */
function describe(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const memory = memoryAdvice(error instanceof Error ? error.message : String(error));
  if (memory !== null) return memory;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
