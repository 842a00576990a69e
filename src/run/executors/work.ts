/** One stage, done in this process: what every executor's end of the line does, wherever that is. */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { StageContext } from '../../stages/stage.js';
import { runStage } from '../../stages/index.js';
import { UserError } from '../../failure.js';
import { explained } from '../../store/failures.js';
import { pathOf } from '../../system-failure.js';
import { DivergenceError } from '../../training/divergence.js';
import { TrainingStopped } from '../../training/stop.js';
import { removeDrafts } from '../drafts.js';
import { openEventLog } from '../events.js';
import type { EventLog } from '../events.js';
import type { StageOutcome } from './executor.js';
import { memoryAdvice } from './memory.js';
import type { Work, WorkerAssignment } from './messages.js';
import { beginning } from './place.js';

/** What the stage at work and whoever does it tell each other, as in its context. */
export interface Liaison extends Pick<StageContext, 'opened' | 'progress' | 'stop'> {
  /** `change` is called with the number of threads that it is to go on with. */
  threads(change: (threads: number) => void): void;
}

/** Does the stage and tells where and when; a failure of it is an outcome, never thrown. */
export async function work(assignment: WorkerAssignment, liaison: Liaison): Promise<Work> {
  const ran = beginning(assignment.engine);
  let earlier = 0;
  const opened: Liaison['opened'] = (before) => {
    earlier = before.seconds;
    liaison.opened(before);
  };
  const outcome = await outcomeOf(assignment, { ...liaison, opened });
  return { outcome, ran: { ...ran(), earlier } };
}

async function outcomeOf(assignment: WorkerAssignment, liaison: Liaison): Promise<Work['outcome']> {
  const { stage, folders, engine } = assignment;
  const folder = folders[stage.key] ?? '';
  let log: EventLog | null = null;
  try {
    await makeFolder(folder);
    log = openEventLog(assignment.log);
    log.append({ event: 'started', host: hostname(), threads: engine.threads });
    liaison.threads(threadsChanger(log));
    const result = await runStage(stage, contextOf(assignment, log, liaison));
    return { status: 'done', result };
  } catch (error) {
    if (error instanceof DivergenceError) return divergence(error);
    if (error instanceof TrainingStopped) return { status: 'stopped', kept: error.kept };
    return { status: 'failed', error: describe(explained(error, pathOf(error) ?? folder)) };
  } finally {
    liaison.threads(() => undefined);
    log?.close();
  }
}

/** The engine is loaded by the stage, where it has one. */
const threadsChanger =
  (log: EventLog) =>
  (threads: number): void => {
    log.append({ event: 'threads', threads });
    void import('../../engines/open.js').then(({ setThreads }) => {
      setThreads(threads);
    });
  };

/** Empty of what a worker that was killed left half written. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await removeDrafts(folder);
}

/** What was measured before it is a result, too. */
const divergence = ({ message, at, metrics }: DivergenceError): StageOutcome => ({
  status: 'diverged',
  error: message,
  result: { metrics, predictions: [], facts: { divergence: at } },
});

function contextOf(
  { datasets, folders, engine, data }: WorkerAssignment,
  log: EventLog,
  { opened, progress, stop }: Liaison,
): StageContext {
  return {
    opened,
    progress,
    stop,
    datasets,
    engine,
    data,
    artifacts: (key) => {
      const folder = folders[key];
      if (folder === undefined) throw new Error(`A stage asked for the artifacts of ${key}, no input of it.`);
      return folder;
    },
    event: (event) => {
      log.append(event);
    },
  };
}

/** A sentence for what a user can mend; the stack for what nobody foresaw. */
function describe(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const memory = memoryAdvice(error instanceof Error ? error.message : String(error));
  if (memory !== null) return memory;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
