/**
 * Checkpoints: weights, AdamW's moments, the step and the metrics so far. Batches, masks and rates are functions of the
 * seed and the step, so the step is the sampler's whole state, and a resumed run goes on to the same bits.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Moments } from '../engines/engine.js';
import type { NamedValues, WeightValues } from '../engines/values.js';
import { warnOfDamage } from './damage.js';
import type { Measurement } from './measurement.js';
import { readTensorFile, writeTensorFile } from './tensor-file.js';

export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  readonly metrics: readonly Measurement[];
  /** That the steps took, in all runs. */
  readonly seconds: number;
  readonly weights: NamedValues;
  readonly moments: Moments;
  /** Of the weights; null: the training has none. */
  readonly average: NamedValues | null;
}

interface Header {
  readonly step: number;
  readonly names: readonly string[];
  /** Checkpoints of earlier versions do not tell. */
  readonly seconds?: number;
  readonly metrics: readonly (readonly [name: string, split: string, step: number, value: number])[];
}

const pathIn = (folder: string): string => join(folder, 'checkpoint.bin');

export async function saveCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { step, metrics, seconds, weights, moments, average } = checkpoint;
  const header: Header = {
    step,
    seconds,
    names: [...weights.keys()],
    metrics: metrics.map((metric) => [metric.name, metric.split, metric.step, metric.value]),
  };
  const averages = [...(average ?? [])].map(([name, value]) => [`${AVERAGE}${name}`, value] as const);
  const values = new Map([...weights, ...momentValues(moments), ...averages]);
  await writeTensorFile(pathIn(folder), { header, values });
}

/** The folder's checkpoint, or null. One that is damaged is reported as a warning of the process, and ignored. */
export async function loadCheckpoint(folder: string): Promise<Checkpoint | null> {
  const file = await readTensorFile<Header>(pathIn(folder));
  if (typeof file === 'string') warnOfDamage(file, 'The stage starts again from its first step.');
  if (file === null || typeof file === 'string') return null;
  const { step, names, metrics, seconds = 0 } = file.header;
  return {
    step,
    seconds,
    metrics: metrics.map(([name, split, at, value]) => ({ name, split, step: at, value })),
    weights: new Map(names.map((name) => [name, file.values.get(name)!])),
    moments: momentsFrom(file.values, names),
    average: averageFrom(file.values),
  };
}

export async function removeCheckpoint(folder: string): Promise<void> {
  await rm(pathIn(folder), { force: true });
}

/** Before the names of weights, of their averages. */
const AVERAGE = 'average.';

function averageFrom(values: NamedValues): NamedValues | null {
  const averages = [...values].filter(([name]) => name.startsWith(AVERAGE));
  if (averages.length === 0) return null;
  return new Map(averages.map(([name, value]) => [name.slice(AVERAGE.length), value]));
}

/** Moments as named values, shapes flat. */
function momentValues(moments: Moments): NamedValues {
  const values = new Map<string, WeightValues>();
  for (const [name, { first, second }] of moments) {
    values.set(`adamw.first.${name}`, { shape: [first.length], values: first });
    values.set(`adamw.second.${name}`, { shape: [second.length], values: second });
  }
  return values;
}

/** The inverse of momentValues. */
function momentsFrom(values: NamedValues, names: Iterable<string>): Moments {
  const part = (name: string) => {
    const found = values.get(name);
    if (found === undefined) throw new Error(`The checkpoint has no ${name}.`);
    return found.values;
  };
  return new Map(
    [...names].map((name) => [
      name,
      { first: part(`adamw.first.${name}`), second: part(`adamw.second.${name}`) },
    ]),
  );
}
