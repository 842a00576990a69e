/** Whether the model of an experiment, in each variant, is that of the imported weights that it starts from. */
import type { LoadedExperiment } from '../experiment/load.js';
import type { Experiment } from '../experiment/schema.js';
import type { Origin } from '../experiment/source.js';
import { EXIT, UserError } from '../failure.js';
import { variantsOf } from '../plan/variants.js';
import type { Variant } from '../plan/plan.js';
import { mismatches } from '../weights/architecture.js';
import type { Mismatch } from '../weights/architecture.js';
import { readModel, weightsFolder } from '../weights/folder.js';
import type { KeptModel } from '../weights/folder.js';

/** Throws UserError naming every option that differs, at its place. Weights that are not here are not looked at. */
export async function checkStart(loaded: LoadedExperiment, datasets: string): Promise<void> {
  const { weights } = loaded.experiment.pretrain;
  if (weights === null) return;
  const model = await readModel(weightsFolder(datasets, weights));
  if (model === null) return;
  const lines = variantsOf(loaded.experiment).flatMap((variant) =>
    differing(variant.experiment, model).map((one) => lineOf(one, variant, loaded)),
  );
  if (lines.length === 0) return;
  throw new UserError(
    [`The model is not that of the weights "${weights}", which it is to start from.`, ...new Set(lines)].join(
      '\n',
    ),
    EXIT.usage,
  );
}

function differing({ model, tokenizer }: Experiment, weights: KeptModel): readonly Mismatch[] {
  const { vocabularySize } = tokenizer;
  const needed = weights.vocabularySize;
  const ofTokenizer = { option: 'tokenizer.vocabularySize', given: vocabularySize, needed };
  return [...(vocabularySize === needed ? [] : [ofTokenizer]), ...mismatches(model, weights.architecture)];
}

function lineOf(
  { option, given, needed }: Mismatch,
  { name, levels }: Variant,
  loaded: LoadedExperiment,
): string {
  const isLevel = option in levels;
  const origin = loaded.origins.get(isLevel ? `sweep.factors.${option}` : option);
  const where = isLevel ? ` in the variant "${name}"` : '';
  return `${placeOf(origin)}${option} is ${String(given)}${where}; the weights have ${String(needed)}.`;
}

const placeOf = (origin: Origin | undefined): string =>
  origin === undefined || origin.layer === 'default'
    ? ''
    : `${origin.file}:${origin.line}:${origin.column}: `;
