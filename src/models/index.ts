/** The map of model families. */
import { z } from 'zod';
import type { ModelFamily } from './family.js';
import { gpt } from './gpt/index.js';

export const FAMILIES = {
  gpt,
} as const;

export type FamilyName = keyof typeof FAMILIES;

type Section = (typeof FAMILIES)[FamilyName]['options'];

/** The section `model:` of an experiment: that of the family that it names. */
export const modelOptions = z.discriminatedUnion(
  'family',
  Object.values(FAMILIES).map(({ options }) => options) as unknown as readonly [Section, ...Section[]],
);

export type ModelOptions = z.infer<typeof modelOptions>;

/** The family of a model. */
export function familyOf(options: Pick<ModelOptions, 'family'>): ModelFamily<ModelOptions> {
  return FAMILIES[options.family];
}

/** Rows of a model's token table: the vocabulary's entries and the family's symbols. */
export function tableRows(options: Pick<ModelOptions, 'family'>, vocabularySize: number): number {
  return vocabularySize + familyOf(options).input.symbols.length;
}

/** Paths of the options, of any family, that fine-tuning reads and pre-training does not: "model.dropout.classifier". */
export const FINETUNING_ONLY: readonly `model.${string}`[] = Object.values(FAMILIES).flatMap(
  ({ finetuningOnly }) => finetuningOnly.map((path) => `model.${path}` as const),
);

/** The options that pre-training reads: all but those. */
export function pretrainingOptions(model: ModelOptions): object {
  const read = structuredClone<object>(model);
  for (const path of familyOf(model).finetuningOnly) remove(read, path.split('.'));
  return read;
}

function remove(section: object, [step = '', ...rest]: readonly string[]): void {
  if (rest.length === 0) Reflect.deleteProperty(section, step);
  else remove((section as Readonly<Record<string, object>>)[step] ?? {}, rest);
}
