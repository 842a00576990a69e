/** Parameters by number of heads: the hypothesis that heads change none, for GPT-1 and for the experiment's own model. */
import type { ModelOptions } from '../experiment/schema.js';
import { attentionParameters, parameterCount } from '../models/gpt/size.js';
import { SPECIAL_SYMBOLS } from '../plan/estimate.js';
import { stagesOf } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface ParameterGroup {
  /** GPT-1 as published, or the experiment's own model. */
  readonly of: 'GPT-1' | 'experiment';
  readonly layers: number;
  readonly width: number;
  readonly vocabulary: number;
  readonly rows: readonly ParameterRow[];
}

export interface ParameterRow {
  readonly heads: number;
  /** Width of one head. */
  readonly headWidth: number;
  /** Weights of one layer's attention, biases not counted. */
  readonly attention: number;
  /** All trainable numbers of the language model. */
  readonly total: number;
  /** As counted in weights that were trained with this number of heads; null where none were. */
  readonly counted: number | null;
}

/** GPT-1's size (Radford et al. 2018, section 4.1), its released vocabulary, and the heads of the report's Table 3. */
const GPT_1 = { layers: 12, width: 768, context: 512, heads: [6, 12, 24], vocabulary: 40_478 };

export function parameterGroups(recorded: Recorded): readonly ParameterGroup[] {
  const { model, tokenizer } = recorded.plan.experiment;
  const { layers, width, context, vocabulary, heads } = GPT_1;
  // What enters the formula and differs from GPT-1 is set; the rest is no matter.
  const published: ModelOptions = {
    ...model,
    layers,
    hiddenSize: width,
    contextLength: context,
    positionEncoding: 'learned',
    norm: 'post',
    tieEmbeddings: true,
  };
  const own = tokenizer.vocabularySize + SPECIAL_SYMBOLS;
  return [
    group('GPT-1', published, { vocabulary, heads, counted: () => null }),
    group('experiment', model, {
      vocabulary: own,
      heads: ownHeads(recorded),
      counted: (count) => countedParameters(recorded, { ...model, heads: count }),
    }),
  ];
}

function group(
  of: ParameterGroup['of'],
  model: ModelOptions,
  given: { vocabulary: number; heads: readonly number[]; counted: (heads: number) => number | null },
): ParameterGroup {
  const { layers, hiddenSize } = model;
  const rowOf = (heads: number): ParameterRow => ({
    heads,
    headWidth: hiddenSize / heads,
    attention: attentionParameters(hiddenSize),
    total: parameterCount({ ...model, heads }, given.vocabulary),
    counted: given.counted(heads),
  });
  return { of, layers, width: hiddenSize, vocabulary: given.vocabulary, rows: given.heads.map(rowOf) };
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
