/**
 * Plan → executed plan. A stage starts when its inputs are done and a worker is free; each is recorded as it ends.
 * What runs beside what, and on how many threads, changes no result.
 */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { EngineSettings } from '../engines/engine.js';
import { identityOf } from '../plan/keys.js';
import { hashResult } from '../stages/result.js';
import type { Plan, Stage } from '../plan/plan.js';
import { explained } from '../store/failures.js';
import type { StageRecord, Store } from '../store/store.js';
import { removeDrafts } from './drafts.js';
import { barredStages, outlookOf } from './pending.js';
import type { Assignment } from './messages.js';
import { mostUrgentFirst } from './urgency.js';
import type { Progress } from './progress.js';
import type { RunOrigin } from './provenance.js';
import { startWorker } from './worker-process.js';
import type { StageEnd, WorkerProcess } from './worker-process.js';

/** Stages that compute with no engine, on one thread. */
const SINGLE_THREADED: readonly Stage['spec']['kind'][] = ['tokenize', 'overlap', 'baseline'];

export interface Execution {
  readonly plan: Plan;
  readonly store: Store;
  /** Folder of the data sets. */
  readonly datasets: string;
  /** Files of the data as planned, by the data's hash. */
  readonly data: Assignment['data'];
  readonly engine: EngineSettings & {
    readonly numericsVersion: string;
    readonly workers: number;
    /** Of all workers together. */
    readonly threads: number;
    /** Seconds without progress until a worker counts as hung. */
    readonly stallTimeout: number;
  };
  /** Go on with what does not depend on a failed stage; else stop at the first failure. */
  readonly keepGoing: boolean;
  readonly origin: RunOrigin;
  /** Called once, with the stages that will run. */
  readonly progress: (stages: readonly Stage[]) => Progress;
  /** Aborted: the workers stop, what is recorded stays. */
  readonly interruption: AbortSignal;
}

export interface Outcome {
  /** Stages that there was to run. */
  readonly pending: number;
  /** Stages that had their result before. */
  readonly cached: number;
  readonly done: number;
  readonly failed: readonly { readonly stage: Stage; readonly error: string }[];
  /** Trainings that were not finite, now or before. */
  readonly diverged: readonly Stage[];
  /** Stages not run, because an input failed or diverged or the run stopped. */
  readonly left: readonly Stage[];
  readonly interrupted: boolean;
}

interface Running {
  readonly worker: WorkerProcess;
  readonly threads: number;
  readonly ended: Promise<void>;
}

/** Runs what is missing of a plan. Failures of stages are values; it throws only where the store does. */
export async function execute(execution: Execution): Promise<Outcome> {
  const { plan, store } = execution;
  const before = await outlookOf(plan, store);
  const { diff } = execution.origin;
  if (diff !== null && before.pending.length > 0) await store.saveDiff(diff);
  const outcome = await new Scheduler(execution, before.pending).run();
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const barred = barredStages(plan, records);
  const isAfresh = new Set(before.pending.map(({ key }) => key));
  return {
    ...outcome,
    pending: before.pending.length,
    cached: plan.stages.filter(({ key }) => !isAfresh.has(key) && !before.barred.has(key)).length,
    diverged: plan.stages.filter(({ key }) => records.get(key)?.status === 'diverged'),
    left: plan.stages.filter(({ key }) => outcome.left.has(key) || (barred.has(key) && !records.has(key))),
  };
}

class Scheduler {
  readonly #waiting: Map<string, Stage>;
  readonly #running = new Map<string, Running>();
  readonly #failed: { stage: Stage; error: string }[] = [];
  /** Keys of stages that ended without what others would read: failed or diverged. */
  readonly #without = new Set<string>();
  readonly #workers: WorkerProcess[] = [];
  readonly #progress: Progress;
  #done = 0;
  #stopping = false;

  constructor(
    private readonly execution: Execution,
    pending: readonly Stage[],
  ) {
    this.#waiting = new Map(mostUrgentFirst(pending).map((stage) => [stage.key, stage]));
    this.#progress = execution.progress(pending);
  }

  async run() {
    const { interruption } = this.execution;
    const interrupt = (): void => this.#stop();
    interruption.addEventListener('abort', interrupt);
    if (interruption.aborted) interrupt();
    try {
      await this.#loop();
    } finally {
      interruption.removeEventListener('abort', interrupt);
      this.#workers.forEach((worker) => worker.stop());
      this.#progress.close();
    }
    return {
      done: this.#done,
      failed: this.#failed,
      left: new Set(this.#waiting.keys()),
      interrupted: interruption.aborted,
    };
  }

  async #loop(): Promise<void> {
    for (;;) {
      if (!this.#stopping) this.#startReady();
      if (this.#running.size === 0) return;
      await Promise.race([...this.#running.values()].map(({ ended }) => ended));
    }
  }

  /** Hands ready stages to free workers; threads that nobody uses are shared out among those that start. */
  #startReady(): void {
    const { workers, threads } = this.execution.engine;
    const starting = this.#ready().slice(0, workers - this.#running.size);
    const used = [...this.#running.values()].reduce((sum, running) => sum + running.threads, 0);
    const share = Math.max(1, Math.floor((threads - used) / starting.length));
    for (const stage of starting) this.#start(stage, SINGLE_THREADED.includes(stage.spec.kind) ? 1 : share);
  }

  /** Stages whose inputs are all there, the most urgent first. */
  #ready(): Stage[] {
    const absent = (key: string): boolean =>
      this.#waiting.has(key) || this.#running.has(key) || this.#without.has(key);
    return [...this.#waiting.values()].filter(({ inputs }) => !inputs.some(absent));
  }

  #start(stage: Stage, threads: number): void {
    this.#waiting.delete(stage.key);
    const worker = this.#idleWorker();
    this.#progress.started(stage, threads);
    const ended = this.#finish(stage, { worker, threads });
    this.#running.set(stage.key, { worker, threads, ended });
  }

  #idleWorker(): WorkerProcess {
    const busy = new Set([...this.#running.values()].map(({ worker }) => worker));
    const idle = this.#workers.find((worker) => worker.alive() && !busy.has(worker));
    return idle ?? this.#startWorker();
  }

  #startWorker(): WorkerProcess {
    const worker = startWorker();
    this.#workers.push(worker);
    return worker;
  }

  async #finish(stage: Stage, by: { worker: WorkerProcess; threads: number }): Promise<void> {
    const { store, datasets, engine, data } = this.execution;
    const startedAt = new Date();
    const origin = performance.now();
    const folders = Object.fromEntries(
      [stage.key, ...stage.inputs].map((key) => [key, store.artifacts(key)]),
    );
    await makeFolder(store.artifacts(stage.key));
    const { name, precision } = engine;
    const settings = { name, precision, threads: by.threads };
    const log = store.eventLog(stage.key);
    const assignment = { stage, datasets, folders, log, engine: settings, data: readBy(stage, data) };
    const end = await this.#work(assignment, by);
    const seconds = (performance.now() - origin) / 1000;
    if (end.status !== 'stopped') {
      const times = { startedAt: startedAt.toISOString(), seconds, threads: by.threads };
      await store.saveStage(this.#recordOf(stage, end, times), end.status === 'failed' ? null : end.result);
    }
    this.#running.delete(stage.key);
    this.#note(stage, end);
    const error = 'error' in end ? end.error : null;
    this.#progress.ended(stage, { status: end.status, seconds, error });
  }

  /** A worker that hangs is replaced once: what made it hang may not come again. */
  async #work(
    assignment: Assignment,
    by: { worker: WorkerProcess; threads: number },
  ): Promise<Exclude<StageEnd, { status: 'hung' }>> {
    const { stage } = assignment;
    const { stallTimeout } = this.execution.engine;
    const listener = {
      stallTimeout,
      progress: (done: number, total: number) => this.#progress.moved(stage, done, total),
      warned: (message: string) => this.#progress.warned(stage, message),
    };
    const first = await by.worker.work(assignment, listener);
    if (first.status !== 'hung') return first;
    if (this.#stopping) return { status: 'stopped' };
    this.#progress.warned(
      stage,
      `The worker made no progress for ${stallTimeout} s; another one takes over.`,
    );
    const second = await this.#startWorker().work(assignment, listener);
    return second.status === 'hung' ? { status: 'failed', error: hungTwice(stallTimeout) } : second;
  }

  #recordOf(
    stage: Stage,
    end: Exclude<StageEnd, { status: 'stopped' | 'hung' }>,
    times: Pick<StageRecord, 'startedAt' | 'seconds' | 'threads'>,
  ): StageRecord {
    const { key, label, spec, estimate } = stage;
    const { name: engine, numericsVersion } = this.execution.engine;
    return {
      key,
      kind: spec.kind,
      label,
      status: end.status,
      ...times,
      error: 'error' in end ? end.error : null,
      engine,
      commit: this.execution.origin.commit,
      machine: hostname(),
      facts: end.status === 'failed' ? {} : end.result.facts,
      spec,
      estimate,
      identity: identityOf(spec, numericsVersion),
      provenance: {
        ...this.execution.origin.shared,
        resultHash: end.status === 'done' ? hashResult(end.result) : null,
      },
    };
  }

  #note(stage: Stage, end: Exclude<StageEnd, { status: 'hung' }>): void {
    if (end.status === 'done') this.#done += 1;
    if (end.status === 'stopped') this.#waiting.set(stage.key, stage);
    if (end.status === 'failed' || end.status === 'diverged') this.#without.add(stage.key);
    if (end.status !== 'failed') return;
    this.#failed.push({ stage, error: end.error });
    if (!this.execution.keepGoing) this.#stop();
  }

  #stop(): void {
    this.#stopping = true;
    this.#workers.forEach((worker) => worker.stop());
  }
}

/** Of the data, what a stage reads. */
function readBy({ spec }: Stage, data: Assignment['data']): Assignment['data'] {
  const hash = spec.kind === 'tokenize' ? spec.corpusHash : 'dataHash' in spec ? spec.dataHash : '';
  const files = data.get(hash);
  return new Map(files === undefined ? [] : [[hash, files]]);
}

/** Empty of what a worker that was killed left half written. Throws UserError where it cannot be made. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await removeDrafts(folder);
  } catch (error) {
    throw explained(error, folder);
  }
}

const hungTwice = (stallTimeout: number): string =>
  `The worker made no progress for ${stallTimeout} s, and neither did the one that took over. If the machine is that ` +
  'slow, raise engine.stallTimeout; the next run goes on from the last checkpoint.';
