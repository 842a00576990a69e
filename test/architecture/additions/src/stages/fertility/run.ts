/** Stage: reads the tokenizer and the evaluated examples, and counts. */
import { openTokenizer } from '../../tokenizer/open.js';
import { evaluationFacts, readEvaluation } from '../examples.js';
import type { RunStage } from '../stage.js';
import type { FertilitySpec } from './declare.js';

export const run: RunStage<FertilitySpec> = async ({ spec }, context) => {
  const tokenizer = await openTokenizer(context.artifacts(spec.tokenize));
  const splits = await readEvaluation(spec, context);
  const metrics = splits.map(({ name, examples }) => {
    const texts = examples.flatMap(({ fields }) => Object.values(fields));
    const tokens = texts.reduce((sum, text) => sum + tokenizer.encode(text).length, 0);
    const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
    return { name: 'fertility', split: name, step: 0, value: tokens / words };
  });
  const { examples } = evaluationFacts(splits);
  return { metrics, predictions: [], facts: { examples } };
};
