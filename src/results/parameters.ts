/** Parameters by number of heads: the hypothesis that heads change none, for a published model and the experiment's own. */
import type { HeadCounts } from '../models/family.js';
import { familyOf, tableRows } from '../models/index.js';
import type { ModelOptions } from '../models/index.js';
import { stagesWith } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface ParameterGroup {
  /** Name of the published model; null: the experiment's own. */
  readonly published: string | null;
  readonly layers: number;
  readonly hiddenSize: number;
  /** Rows of the token table: vocabulary and special symbols. */
  readonly tokens: number;
  /** How many of them are special symbols; 0 where the published size counts none apart. */
  readonly specialTokens: number;
  readonly rows: readonly ParameterRow[];
}

export interface ParameterRow {
  readonly heads: number;
  /** Width of one head. */
  readonly headSize: number;
  /** Weights of one layer's attention, biases not counted. */
  readonly attention: number;
  /** All trainable numbers of the language model. */
  readonly total: number;
  /** As counted in weights that were trained with this number of heads; null where none were. */
  readonly counted: number | null;
}

/** None of a family without heads. */
export function parameterGroups(recorded: Recorded): readonly ParameterGroup[] {
  const { model, tokenizer } = recorded.plan.experiment;
  const { headCounts } = familyOf(model);
  if (headCounts === null) return [];
  const { published } = headCounts;
  const own = tableRows(model, tokenizer.vocabularySize);
  return [
    {
      published: published.name,
      ...sizeOf(published.options(model), headCounts, published.rows),
      specialTokens: 0,
      rows: published.heads.map((heads) =>
        rowOf(headCounts.withHeads(published.options(model), heads), headCounts, published.rows),
      ),
    },
    {
      published: null,
      ...sizeOf(model, headCounts, own),
      specialTokens: own - tokenizer.vocabularySize,
      rows: ownHeads(recorded, headCounts).map((heads) => {
        const varied = headCounts.withHeads(model, heads);
        return { ...rowOf(varied, headCounts, own), counted: countedParameters(recorded, varied) };
      }),
    },
  ];
}

type Counts = HeadCounts<ModelOptions>;

const sizeOf = (model: ModelOptions, counts: Counts, tokens: number) => ({
  layers: counts.layers(model),
  hiddenSize: model.hiddenSize,
  tokens,
});

const rowOf = (model: ModelOptions, counts: Counts, tokens: number): ParameterRow => ({
  heads: counts.of(model),
  headSize: model.hiddenSize / counts.of(model),
  attention: counts.attentionParameters(model),
  total: familyOf(model).size.parameters(model, tokens),
  counted: null,
});

/** Half, the same, double, and what the experiment varies; those that divide the hidden size. */
function ownHeads({ plan }: Recorded, counts: Counts): readonly number[] {
  const { model } = plan.experiment;
  const { hiddenSize } = model;
  const heads = counts.of(model);
  const varied = plan.variants
    .map((variant) => variant.experiment.model)
    .filter((other) => familyOf(other) === familyOf(model) && other.hiddenSize === hiddenSize);
  const candidates = [heads / 2, heads, heads * 2, ...varied.map((other) => counts.of(other))];
  return [...new Set(candidates)]
    .filter((count) => Number.isInteger(count) && hiddenSize % count === 0)
    .sort((a, b) => a - b);
}

/** Numbers in the weights of a pre-training of exactly this model. */
function countedParameters(recorded: Recorded, model: ModelOptions): number | null {
  const wanted = JSON.stringify(model);
  const { vocabularySize } = recorded.plan.experiment.tokenizer;
  const counts = stagesWith(recorded, 'heldout-loss')
    .filter(
      ({ spec }) =>
        JSON.stringify({ ...model, ...spec.model }) === wanted &&
        vocabularyOf(recorded, spec.tokenize) === vocabularySize,
    )
    .flatMap(({ key }) => recorded.records.get(key)?.facts.parameters ?? []);
  return counts[0] ?? null;
}

function vocabularyOf({ stages }: Recorded, key: string): number | null {
  const spec = stages.get(key)?.spec;
  return spec !== undefined && 'tokenizer' in spec ? spec.tokenizer.vocabularySize : null;
}
