/** Parameters by number of heads: the hypothesis that heads change none, for GPT-1 and for the experiment's own model. */
import type { ModelOptions } from '../experiment/schema.js';
import { attentionParameters, parameterCount } from '../models/gpt/size.js';
import { SPECIAL_SYMBOLS } from '../stages/sizes.js';
import type { ParameterGroup, ParameterRow } from '../report/model.js';
import { stagesOf } from './recorded.js';
import type { Recorded } from './recorded.js';
import { grouped } from '../report/tables/numbers.js';

/** GPT-1's size (Radford et al. 2018, section 4.1), entries of its released vocabulary, and the heads of the report's Table 3. */
const GPT_1 = { layers: 12, width: 768, context: 512, heads: [6, 12, 24], entries: 40_478 };

export function parameterGroups(recorded: Recorded): readonly ParameterGroup[] {
  const { model, tokenizer } = recorded.plan.experiment;
  const { layers, width, context, entries, heads } = GPT_1;
  // What enters the formula and differs from GPT-1 is set; the rest is no matter.
  const published: ModelOptions = {
    ...model,
    ...{ layers, hiddenSize: width, contextLength: context, positionEncoding: 'learned', norm: 'post', tieEmbeddings: true },
  };
  const own = tokenizer.vocabularySize + SPECIAL_SYMBOLS;
  return [
    group('GPT-1', published, { entries, heads, counted: () => null }),
    group('this experiment', model, {
      entries: own,
      heads: ownHeads(recorded),
      counted: (count) => countedParameters(recorded, { ...model, heads: count }),
    }),
  ];
}

function group(
  name: string,
  model: ModelOptions,
  given: { entries: number; heads: readonly number[]; counted: (heads: number) => number | null },
): ParameterGroup {
  const { layers, hiddenSize } = model;
  const rowOf = (heads: number): ParameterRow => ({
    heads,
    headWidth: hiddenSize / heads,
    attention: attentionParameters(hiddenSize),
    total: parameterCount({ ...model, heads }, given.entries),
    counted: given.counted(heads),
  });
  const label = `${name}: ${layers} layers of width ${hiddenSize}, ${grouped(given.entries)} entries`;
  return { label, layers, width: hiddenSize, rows: given.heads.map(rowOf) };
}

/** Half, the same, double, and what the experiment varies; those that divide the width. */
function ownHeads({ plan }: Recorded): readonly number[] {
  const { heads, hiddenSize } = plan.experiment.model;
  const varied = plan.variants
    .map(({ experiment }) => experiment.model)
    .filter((model) => model.hiddenSize === hiddenSize);
  const candidates = [heads / 2, heads, heads * 2, ...varied.map((model) => model.heads)];
  return [...new Set(candidates)]
    .filter((count) => Number.isInteger(count) && hiddenSize % count === 0)
    .sort((a, b) => a - b);
}

/** Numbers in the weights of a pre-training of exactly this model. */
function countedParameters(recorded: Recorded, model: ModelOptions): number | null {
  const wanted = JSON.stringify(model);
  const { vocabularySize } = recorded.plan.experiment.tokenizer;
  const found = stagesOf(recorded, 'pretrain').find(
    ({ key, spec }) =>
      JSON.stringify({ ...model, ...spec.model }) === wanted &&
      vocabularyOf(recorded, spec.tokenize) === vocabularySize &&
      recorded.records.get(key)?.facts.parameters !== undefined,
  );
  return found === undefined ? null : (recorded.records.get(found.key)?.facts.parameters ?? null);
}

function vocabularyOf({ stages }: Recorded, key: string): number | null {
  const spec = stages.get(key)?.spec;
  return spec?.kind === 'tokenize' ? spec.tokenizer.vocabularySize : null;
}
