/** The store of a results folder: SQLite through knex, artifacts in folders beside it. */
import { join } from 'node:path';
import type { Knex } from 'knex';
import { hypotheses, saveHypotheses } from './hypotheses.js';
import { dataFacts, dataFiles, saveData, saveDataFacts, saveTexts, texts } from './data.js';
import { openDatabase } from './database.js';
import { databaseFile } from './dialects/sqlite.js';
import type { Access } from './dialects/sqlite.js';
import { diff, saveDiff } from './diffs.js';
import { explained } from './failures.js';
import { pin, pins, unpin } from './pins.js';
import { environment, experiments, loadPlan, saveEnvironment, savePlan } from './plans.js';
import { allStages, metrics, overlaps, predictions, saveStage, stages } from './stages.js';
import type { Store } from './store.js';

/** Opens the store in `folder`; makes it, if absent, to write. Throws UserError where it cannot. */
export async function openStore(folder: string, access: Access = 'write'): Promise<Store> {
  const database = await openDatabase(folder, access);
  /** The operation on this database, its failures in sentences. */
  const on =
    <A extends unknown[], R>(operation: (database: Knex, ...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      operation(database, ...given).catch((error: unknown) => {
        throw explained(error, databaseFile(folder));
      });
  return {
    savePlan: on(savePlan),
    loadPlan: on(loadPlan),
    saveHypotheses: on((opened, experiment, given, at) =>
      saveHypotheses(opened, experiment, { hypotheses: given, at }),
    ),
    hypotheses: on(hypotheses),
    experiments: on(experiments),
    saveStage: on(saveStage),
    stages: on(stages),
    allStages: on(allStages),
    metrics: on(metrics),
    predictions: on(predictions),
    overlaps: on(overlaps),
    saveDiff: on(saveDiff),
    diff: on(diff),
    saveEnvironment: on((opened, experiment, value, at) =>
      saveEnvironment(opened, experiment, { environment: value, at }),
    ),
    environment: on(environment),
    saveData: on(saveData),
    dataFiles: on(dataFiles),
    saveDataFacts: on(saveDataFacts),
    dataFacts: on(dataFacts),
    saveTexts: on(saveTexts),
    texts: on(texts),
    pin: on(pin),
    unpin: on(unpin),
    pins: on(pins),
    artifacts: (key) => join(folder, 'artifacts', key.slice(0, 2), key),
    eventLog: (key) => join(folder, 'events', key.slice(0, 2), `${key}.jsonl`),
    close: () => database.destroy(),
  };
}
