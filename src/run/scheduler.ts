/**
 * Plan → executed plan. A stage is offered to the executor when its inputs are done, the most urgent first, and recorded
 * as it ends. Where it runs, and what runs beside it, is the executor's matter and changes no result.
 */
import { identityOf } from '../plan/keys.js';
import type { Plan } from '../plan/plan.js';
import { dataOf } from '../stages/index.js';
import type { Stage } from '../stages/index.js';
import { hashResult } from '../stages/result.js';
import { explained } from '../store/failures.js';
import type { StageRecord, Store } from '../store/store.js';
import { openEventLog } from './events.js';
import type { StageEnded } from './events.js';
import type { Assignment, Executor, Listener, Ran, StageEnd, StageOutcome } from './executors/executor.js';
import { barredStages, outlookOf } from './pending.js';
import type { Progress } from './progress.js';
import type { RunOrigin } from './provenance.js';
import { mostUrgentFirst } from './urgency.js';

export interface Execution {
  readonly plan: Plan;
  readonly store: Store;
  /** Folder of the data sets. */
  readonly datasets: string;
  /** Files of the data as planned, by the data's hash. */
  readonly data: Assignment['data'];
  readonly engine: Assignment['engine'] & { readonly numericsVersion: string };
  /** Called once, with what is to be told of the stages at work. */
  readonly executor: (listener: Listener) => Executor;
  /** Go on with what does not depend on a failed stage; else stop at the first failure. */
  readonly keepGoing: boolean;
  readonly origin: RunOrigin;
  /** Called once, with the stages that will run. */
  readonly progress: (stages: readonly Stage[]) => Progress;
  /** Aborted: what is at work keeps what it can and ends; what is recorded stays. */
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
  /** By key: resolves when the stage has ended and is recorded. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #failed: { stage: Stage; error: string }[] = [];
  /** Keys of stages that ended without what others would read: failed or diverged. */
  readonly #without = new Set<string>();
  readonly #progress: Progress;
  readonly #executor: Executor;
  #done = 0;
  #stopping = false;

  constructor(
    private readonly execution: Execution,
    pending: readonly Stage[],
  ) {
    this.#waiting = new Map(mostUrgentFirst(pending).map((stage) => [stage.key, stage]));
    this.#progress = execution.progress(pending);
    this.#executor = execution.executor(this.#progress);
  }

  async run() {
    const { interruption } = this.execution;
    const interrupt = (): void => {
      this.#interrupt();
    };
    interruption.addEventListener('abort', interrupt);
    if (interruption.aborted) interrupt();
    try {
      await this.#loop();
    } finally {
      interruption.removeEventListener('abort', interrupt);
      this.#executor.close();
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
      if (!this.#stopping) this.#beginReady();
      if (this.#running.size === 0) return;
      await Promise.race(this.#running.values());
    }
  }

  #beginReady(): void {
    const offered = this.#ready().map((stage) => this.#assignment(stage));
    if (offered.length === 0) return;
    for (const { stage, end } of this.#executor.begin(offered)) {
      this.#waiting.delete(stage.key);
      this.#running.set(stage.key, this.#finish(stage, end));
    }
  }

  /** Stages whose inputs are all there, the most urgent first. */
  #ready(): Stage[] {
    const absent = (key: string): boolean =>
      this.#waiting.has(key) || this.#running.has(key) || this.#without.has(key);
    return [...this.#waiting.values()].filter(({ inputs }) => !inputs.some(absent));
  }

  #assignment(stage: Stage): Assignment {
    const { store, datasets, engine, data } = this.execution;
    const keys = [stage.key, ...stage.inputs];
    return {
      stage,
      datasets,
      folders: Object.fromEntries(keys.map((key) => [key, store.artifacts(key)])),
      log: store.eventLog(stage.key),
      engine: {
        name: engine.name,
        precision: engine.precision,
        instructionSet: engine.instructionSet,
      },
      data: readBy(stage, data),
    };
  }

  async #finish(stage: Stage, ending: Promise<StageEnd>): Promise<void> {
    const { store } = this.execution;
    const end = await ending;
    if (end.status !== 'stopped') {
      const result = end.status === 'failed' ? null : end.result;
      await store.saveStage(this.#recordOf(stage, end, end.ran), result);
    }
    const { status, ran } = end;
    const { seconds } = ran;
    const kept = status === 'stopped' ? end.kept : null;
    logEnd(store.eventLog(stage.key), { event: 'ended', status, seconds, ...(kept !== null && { kept }) });
    this.#running.delete(stage.key);
    this.#note(stage, end);
    this.#progress.ended(stage, { status, seconds, kept, error: 'error' in end ? end.error : null });
  }

  #recordOf(stage: Stage, end: StageOutcome, ran: Ran): StageRecord {
    const { engine, origin } = this.execution;
    return {
      key: stage.key,
      kind: stage.spec.kind,
      label: stage.label,
      status: end.status,
      startedAt: ran.startedAt,
      seconds: ran.earlier + ran.seconds,
      threads: ran.threads,
      error: 'error' in end ? end.error : null,
      engine: engine.name,
      commit: origin.commit,
      machine: ran.host,
      facts: end.status === 'failed' ? {} : end.result.facts,
      spec: stage.spec,
      estimate: stage.estimate,
      identity: identityOf(stage.spec, engine.numericsVersion),
      provenance: {
        ...origin.shared,
        cpu: ran.cpu,
        node: ran.node,
        instructionSet: ran.instructionSet,
        resultHash: end.status === 'done' ? hashResult(end.result) : null,
      },
    };
  }

  #note(stage: Stage, end: StageEnd): void {
    if (end.status === 'done') this.#done += 1;
    if (end.status === 'stopped') this.#waiting.set(stage.key, stage);
    if (end.status === 'failed' || end.status === 'diverged') this.#without.add(stage.key);
    if (end.status !== 'failed') return;
    this.#failed.push({ stage, error: end.error });
    if (!this.execution.keepGoing) this.#stop();
  }

  /** While stages that were asked to stop are waited for already, it is over at once. */
  #interrupt(): void {
    if (this.#stopping) this.#executor.close();
    else this.#stop();
  }

  #stop(): void {
    this.#stopping = true;
    this.#progress.stopping(this.#executor.stop());
  }
}

/** For who follows the stage: its process may be gone, and could not tell. */
function logEnd(path: string, end: StageEnded): void {
  try {
    const log = openEventLog(path);
    log.append(end);
    log.close();
  } catch (error) {
    throw explained(error, path);
  }
}

/** Of the data, what a stage reads. */
function readBy({ spec }: Stage, data: Assignment['data']): Assignment['data'] {
  const hash = dataOf(spec);
  const files = hash === null ? undefined : data.get(hash);
  return new Map(hash === null || files === undefined ? [] : [[hash, files]]);
}
