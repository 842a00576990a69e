/** The store of a results folder: SQLite through knex, artifacts in folders beside it. */
import { join } from 'node:path';
import { dataFiles, saveData } from './data.js';
import { openDatabase } from './database.js';
import type { Access } from './database.js';
import { pin, pins, unpin } from './pins.js';
import { environment, experiments, loadPlan, saveEnvironment, savePlan } from './plans.js';
import { allStages, metrics, overlaps, predictions, saveStage, stages } from './stages.js';
import type { Store } from './store.js';

/** Opens the store in `folder`; makes it, if absent, to write. Throws UserError where it cannot. */
export async function openStore(folder: string, access: Access = 'write'): Promise<Store> {
  const database = await openDatabase(folder, access);
  return {
    savePlan: (plan) => savePlan(database, plan),
    loadPlan: (experiment) => loadPlan(database, experiment),
    experiments: () => experiments(database),
    saveStage: (record, result) => saveStage(database, record, result),
    stages: (keys) => stages(database, keys),
    allStages: () => allStages(database),
    metrics: (key) => metrics(database, key),
    predictions: (key) => predictions(database, key),
    overlaps: (key) => overlaps(database, key),
    saveEnvironment: (experiment, value, at) =>
      saveEnvironment(database, experiment, { environment: value, at }),
    environment: (experiment) => environment(database, experiment),
    saveData: (hash, files) => saveData(database, hash, files),
    dataFiles: (hash) => dataFiles(database, hash),
    pin: (experiment, keys) => pin(database, experiment, keys),
    unpin: (experiment) => unpin(database, experiment),
    pins: () => pins(database),
    artifacts: (key) => join(folder, 'artifacts', key.slice(0, 2), key),
    close: () => database.destroy(),
  };
}
