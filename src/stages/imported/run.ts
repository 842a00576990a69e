/** Stage: takes over imported weights and their tokenizer. Artifacts: tokenizer.json, weights.bin, SHA256SUMS. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countNumbers } from '../../engines/values.js';
import { openTokenizer } from '../../tokenizer/open.js';
import { seal } from '../../tokenizer/sums.js';
import { hashValues } from '../../training/tensor-file.js';
import { loadTrained } from '../../training/trained.js';
import { weightsFolder } from '../../weights/folder.js';
import type { RunStage } from '../stage.js';
import { checkUnchanged } from '../unchanged.js';
import { FILES } from './declare.js';
import type { ImportedSpec } from './declare.js';

export const run: RunStage<ImportedSpec> = async ({ key, spec }, context) => {
  const [from, to] = [weightsFolder(context.datasets, spec.weights), context.artifacts(key)];
  for (const file of FILES) await copyFile(join(from, file), join(to, file));
  await checkUnchanged(from, spec.weightsHash, context);
  await seal(to, FILES);
  const [values, { vocabularySize }] = await Promise.all([loadTrained(to), openTokenizer(to)]);
  const facts = { parameters: countNumbers(values), vocabularySize, weightsHash: hashValues(values) };
  return { metrics: [], predictions: [], facts };
};
