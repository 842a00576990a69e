/** Stages on this machine: worker processes that share its cores. */
import { declared } from '../../stages/index.js';
import type { Stage } from '../../stages/index.js';
import { threadsOf, workersOf } from './cores.js';
import type {
  Assignment,
  Awaited,
  Begun,
  Executor,
  ExecutorKind,
  ExecutorOptions,
  Listener,
  StageEnd,
} from './executor.js';
import type { WorkerAssignment } from './messages.js';
import { beginning } from './place.js';
import { Shares } from './shares.js';
import { startWorker } from './worker-process.js';
import type { WorkerProcess } from './worker-process.js';

export const local: ExecutorKind = {
  describe: 'worker processes of this machine',
  capacity: workersOf,
  open: (options, listener) => new LocalExecutor(options, listener),
};

class LocalExecutor implements Executor {
  readonly #workers: WorkerProcess[] = [];
  readonly #busy = new Map<WorkerProcess, Stage>();
  /** Keys of stages at work whose steps have begun, and are worth a wait. */
  readonly #opened = new Set<string>();
  readonly #shares: Shares;
  /** Threads that each stage at work was told of last, by its key. */
  readonly #told = new Map<string, number>();
  #stopping = false;

  constructor(
    private readonly options: ExecutorOptions,
    private readonly listener: Listener,
  ) {
    this.#shares = new Shares(threadsOf(options));
    process.on('exit', this.#killAll);
  }

  /** Those that begin get their share of the threads; trainings at work make room for them. */
  begin(offered: readonly Assignment[]): readonly Begun[] {
    const admitted = offered.slice(0, Math.max(0, workersOf(this.options) - this.#shares.size));
    for (const { stage } of admitted) this.#shares.add(stage.key, declared(stage.spec).threads);
    this.#shareOut();
    return admitted.map((assignment) => {
      const { stage, engine } = assignment;
      const threads = this.#shares.of(stage.key);
      return { stage, end: this.#work({ ...assignment, engine: { ...engine, threads } }) };
    });
  }

  stop(): readonly Awaited[] {
    this.#stopping = true;
    return this.#workers.flatMap((worker) => this.#stop(worker) ?? []);
  }

  close(): void {
    this.#stopping = true;
    this.#killAll();
    process.off('exit', this.#killAll);
  }

  readonly #killAll = (): void => {
    for (const worker of this.#workers) worker.kill();
  };

  /** Null: it does nothing that could be kept, and was ended. */
  #stop(worker: WorkerProcess): Awaited | null {
    const stage = this.#busy.get(worker);
    if (stage === undefined || !this.#opened.has(stage.key)) {
      worker.kill();
      return null;
    }
    const seconds = worker.stop();
    setTimeout(() => {
      if (this.#busy.get(worker) !== stage) return;
      this.listener.warned(stage, tooLate(seconds));
      worker.kill();
    }, 1000 * seconds).unref();
    return { stage, seconds };
  }

  async #work(assignment: WorkerAssignment): Promise<StageEnd> {
    const { stage, engine } = assignment;
    this.#told.set(stage.key, engine.threads);
    this.listener.started(stage, engine.threads);
    try {
      return await this.#workOrReplace(assignment);
    } finally {
      this.#shares.remove(stage.key);
      this.#told.delete(stage.key);
      this.#opened.delete(stage.key);
      this.#shareOut();
    }
  }

  /** Tells the trainings at work whose share has changed; what has no steps is over soon. */
  #shareOut(): void {
    for (const [worker, { key }] of this.#busy) {
      const threads = this.#shares.of(key);
      if (!this.#opened.has(key) || this.#told.get(key) === threads) continue;
      this.#told.set(key, threads);
      worker.setThreads(threads);
    }
  }

  /** A worker that hangs is replaced once: what made it hang may not come again. */
  async #workOrReplace(assignment: WorkerAssignment): Promise<StageEnd> {
    const { stallTimeout } = this.options;
    const ran = beginning(assignment.engine);
    const first = await this.#workOn(assignment);
    if (first.status !== 'hung') return first;
    if (this.#stopping) return { status: 'stopped', kept: null, ran: ran() };
    this.listener.warned(
      assignment.stage,
      `The worker made no progress for ${stallTimeout} s; another one takes over.`,
    );
    const second = await this.#workOn(assignment);
    if (second.status !== 'hung') return second;
    return { status: 'failed', error: hungTwice(stallTimeout), ran: ran() };
  }

  async #workOn(assignment: WorkerAssignment) {
    const { stage } = assignment;
    const worker = this.#idleWorker();
    this.#busy.set(worker, stage);
    const end = await worker.work(assignment, {
      stallTimeout: this.options.stallTimeout,
      opened: (earlier) => {
        this.#opened.add(stage.key);
        this.listener.opened(stage, earlier);
        this.#shareOut();
      },
      moved: (done, total) => {
        this.listener.moved(stage, done, total);
      },
      warned: (message) => {
        this.listener.warned(stage, message);
      },
    });
    if (end.status !== 'hung') this.#busy.delete(worker); // one that hung is killed, and may not be gone yet
    return end;
  }

  #idleWorker(): WorkerProcess {
    const idle = this.#workers.find((worker) => worker.alive() && !this.#busy.has(worker));
    return idle ?? this.#startWorker();
  }

  #startWorker(): WorkerProcess {
    const worker = startWorker();
    this.#workers.push(worker);
    return worker;
  }
}

const tooLate = (seconds: number): string =>
  `It did not end within ${seconds} s, and was ended; the next run goes on from its last checkpoint.`;

const hungTwice = (stallTimeout: number): string =>
  `The worker made no progress for ${stallTimeout} s, and neither did the one that took over. If the machine is that ` +
  'slow, raise engine.stallTimeout; the next run goes on from the last checkpoint.';
