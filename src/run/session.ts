/** A session: an experiment's plan is saved, what is missing of it executed, and what it ran in recorded. */
import type { Assignment } from './executors/executor.js';
import { EXECUTORS } from './executors/index.js';
import type { ExecutorName } from './executors/index.js';
import { plannedHypotheses } from '../plan/hypotheses.js';
import type { Plan } from '../plan/plan.js';
import { openStore } from '../store/open.js';
import type { Environment, Store } from '../store/store.js';
import { readEnvironment } from './environment.js';
import { holdResults } from './hold.js';
import type { Waiting } from './hold.js';
import type { KnownData } from './inputs.js';
import { onInterruption } from './interruption.js';
import { readOrigin } from './provenance.js';
import { execute } from './scheduler.js';
import type { Execution, Outcome } from './scheduler.js';

export interface SessionOptions {
  /** Saved whole. */
  readonly plan: Plan;
  /** What of it is to be run. */
  readonly wanted: Plan;
  readonly engine: Pick<Execution['engine'], 'name' | 'numericsVersion' | 'instructionSet'>;
  readonly data: Assignment['data'];
  /** Of that data. */
  readonly known: readonly KnownData[];
  /** Folder of the data sets. */
  readonly datasets: string;
  readonly executor: ExecutorName;
  readonly keepGoing: boolean;
  readonly progress: Execution['progress'];
}

export interface SessionOutcome extends Outcome {
  readonly seconds: number;
}

/** The store of a results folder, to write, for as long as `work` takes; no other run is at work there meanwhile. */
export async function withHeldStore<T>(
  results: string,
  waiting: Waiting,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const release = await holdResults(results, waiting);
  try {
    const store = await openStore(results);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await release();
  }
}

/** Saves the plan, runs what is wanted and missing of it, and records in which environment. */
export async function runSession(store: Store, options: SessionOptions): Promise<SessionOutcome> {
  const environment = await readEnvironment();
  await savePlanned(store, options);
  const origin = performance.now();
  const outcome = await executed(store, options);
  if (outcome.pending > 0) await saveEnvironment(store, options.plan, environment);
  return { ...outcome, seconds: (performance.now() - origin) / 1000 };
}

async function savePlanned(store: Store, { plan, data, known }: SessionOptions): Promise<void> {
  await store.savePlan(plan);
  await store.saveHypotheses(plan.experiment.name, plannedHypotheses(plan), new Date().toISOString());
  for (const [hash, files] of data) await store.saveData(hash, files);
  for (const { sha256, texts, ...facts } of known) {
    await store.saveDataFacts(sha256, facts);
    if (texts !== null) await store.saveTexts(sha256, texts);
  }
}

const saveEnvironment = (store: Store, { experiment }: Plan, environment: Environment): Promise<void> =>
  store.saveEnvironment(experiment.name, environment, new Date().toISOString());

async function executed(store: Store, options: SessionOptions): Promise<Outcome> {
  const { plan, wanted, datasets, data, keepGoing, progress } = options;
  const asked = plan.experiment.engine;
  const engine = { ...options.engine, precision: asked.precision };
  const interruption = onInterruption();
  try {
    return await execute({
      plan: wanted,
      store,
      datasets,
      data,
      engine,
      keepGoing,
      progress,
      executor: (listener) => EXECUTORS[options.executor].open(asked, listener),
      origin: await readOrigin(engine),
      interruption: interruption.signal,
    });
  } finally {
    interruption.release();
  }
}
