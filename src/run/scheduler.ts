/**
 * Plan → executed plan. A stage starts when its inputs are done and a worker is free; each is recorded as it ends.
 * What runs beside what, and on how many threads, changes no result.
 */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { EngineSettings } from '../engines/engine.js';
import { identityOf } from '../plan/keys.js';
import type { Plan, Stage } from '../plan/plan.js';
import type { StageRecord, Store } from '../store/store.js';
import { removeDrafts } from './drafts.js';
import { pendingStages } from './pending.js';
import { mostUrgentFirst } from './urgency.js';
import type { Progress } from './progress.js';
import { startWorker } from './worker-process.js';
import type { StageEnd, WorkerProcess } from './worker-process.js';

/** Stages that compute with no engine, on one thread. */
const SINGLE_THREADED: readonly Stage['spec']['kind'][] = ['tokenize', 'overlap', 'baseline'];

export interface Execution {
  readonly plan: Plan;
  readonly store: Store;
  /** Folder of the data sets. */
  readonly datasets: string;
  /** `threads` of all workers together. */
  readonly engine: EngineSettings & { readonly numericsVersion: string; readonly workers: number };
  /** Go on with what does not depend on a failed stage; else stop at the first failure. */
  readonly keepGoing: boolean;
  readonly commit: string | null;
  /** Called once, with the stages that will run. */
  readonly progress: (stages: readonly Stage[]) => Progress;
  /** Aborted: the workers stop, what is recorded stays. */
  readonly interruption: AbortSignal;
}

export interface Outcome {
  /** Stages that had their result before. */
  readonly cached: number;
  readonly done: number;
  readonly failed: readonly { readonly stage: Stage; readonly error: string }[];
  /** Stages not run, because an input failed or the run stopped. */
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
  const pending = await pendingStages(execution.plan, execution.store);
  const scheduler = new Scheduler(execution, pending);
  return scheduler.run();
}

class Scheduler {
  readonly #waiting: Map<string, Stage>;
  readonly #running = new Map<string, Running>();
  readonly #failed: { stage: Stage; error: string }[] = [];
  readonly #workers: WorkerProcess[] = [];
  readonly #progress: Progress;
  #done = 0;
  #stopping = false;

  constructor(
    private readonly execution: Execution,
    private readonly pending: readonly Stage[],
  ) {
    this.#waiting = new Map(mostUrgentFirst(pending).map((stage) => [stage.key, stage]));
    this.#progress = execution.progress(pending);
  }

  async run(): Promise<Outcome> {
    const { interruption, plan } = this.execution;
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
      cached: plan.stages.length - this.pending.length,
      done: this.#done,
      failed: this.#failed,
      left: [...this.#waiting.values()],
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
    const failed = new Set(this.#failed.map(({ stage }) => stage.key));
    const absent = (key: string): boolean =>
      this.#waiting.has(key) || this.#running.has(key) || failed.has(key);
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
    if (idle !== undefined) return idle;
    const worker = startWorker();
    this.#workers.push(worker);
    return worker;
  }

  async #finish(stage: Stage, by: { worker: WorkerProcess; threads: number }): Promise<void> {
    const { store, datasets, engine } = this.execution;
    const startedAt = new Date();
    const origin = performance.now();
    const folders = Object.fromEntries(
      [stage.key, ...stage.inputs].map((key) => [key, store.artifacts(key)]),
    );
    await mkdir(store.artifacts(stage.key), { recursive: true });
    await removeDrafts(store.artifacts(stage.key));
    const { name, precision } = engine;
    const assignment = { stage, datasets, folders, engine: { name, precision, threads: by.threads } };
    const end = await by.worker.work(assignment, (done, total) => this.#progress.moved(stage, done, total));
    const seconds = (performance.now() - origin) / 1000;
    if (end.status !== 'stopped') {
      const times = { startedAt: startedAt.toISOString(), seconds, threads: by.threads };
      await store.saveStage(this.#recordOf(stage, end, times), end.status === 'done' ? end.result : null);
    }
    this.#running.delete(stage.key);
    this.#note(stage, end);
    const error = end.status === 'failed' ? end.error : null;
    this.#progress.ended(stage, { status: end.status, seconds, error });
  }

  #recordOf(
    stage: Stage,
    end: Exclude<StageEnd, { status: 'stopped' }>,
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
      error: end.status === 'failed' ? end.error : null,
      engine,
      commit: this.execution.commit,
      machine: hostname(),
      facts: end.status === 'done' ? end.result.facts : {},
      spec,
      estimate,
      identity: identityOf(spec, numericsVersion),
    };
  }

  #note(stage: Stage, end: StageEnd): void {
    if (end.status === 'done') this.#done += 1;
    if (end.status === 'stopped') this.#waiting.set(stage.key, stage);
    if (end.status !== 'failed') return;
    this.#failed.push({ stage, error: end.error });
    if (!this.execution.keepGoing) this.#stop();
  }

  #stop(): void {
    this.#stopping = true;
    this.#workers.forEach((worker) => worker.stop());
  }
}
