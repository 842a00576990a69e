/** The options that weights are of, and where those of an experiment differ. */
import { z } from 'zod';
import { modelOptions } from '../models/index.js';
import type { ModelOptions } from '../models/index.js';
import type { Architecture } from './formats/format.js';

const NAMES = [
  'layers',
  'hiddenSize',
  'heads',
  'contextLength',
  'positionEncoding',
  'activation',
  'norm',
  'tieEmbeddings',
] as const satisfies readonly (keyof Architecture)[];

/** An option by its name, whatever family the model is of. */
const valueOf = (model: Readonly<Record<string, unknown>>, name: string): unknown => model[name];

export const architectureOf = (model: ModelOptions): Architecture =>
  Object.fromEntries(NAMES.map((name) => [name, valueOf(model, name)])) as unknown as Architecture;

/** As it is kept. */
export const gptArchitecture = z
  .record(z.enum(NAMES), z.unknown())
  .transform((value) => architectureOf(modelOptions.parse(value)));

export interface Mismatch {
  /** Path of the option. */
  readonly option: string;
  readonly given: unknown;
  readonly needed: unknown;
}

/** Options of an experiment that the weights are not of, in the order of the schema. */
export const mismatches = (model: ModelOptions, weights: Architecture): readonly Mismatch[] =>
  NAMES.filter((name) => valueOf(model, name) !== weights[name]).map((name) => ({
    option: `model.${name}`,
    given: valueOf(model, name),
    needed: weights[name],
  }));
