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
  const { step, metrics, seconds, weights, moments } = checkpoint;
  const header: Header = {
    step,
    seconds,
    names: [...weights.keys()],
    metrics: metrics.map((metric) => [metric.name, metric.split, metric.step, metric.value]),
  };
  await writeTensorFile(pathIn(folder), { header, values: new Map([...weights, ...momentValues(moments)]) });
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
    weights: new Map([...file.values].filter(([name]) => !name.startsWith('adamw.'))),
    moments: momentsFrom(file.values, names),
  };
}

export async function removeCheckpoint(folder: string): Promise<void> {
  await rm(pathIn(folder), { force: true });
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
