/** Parameters by number of heads: the hypothesis that heads change none, for GPT-1 and for the experiment's own model. */
import type { HeadCounts } from '../models/family.js';
import { familyOf, tableRows } from '../models/index.js';
import type { ModelOptions } from '../models/index.js';
import type { ParameterGroup, ParameterRow } from '../report/model.js';
import { stagesOf } from './recorded.js';
import type { Recorded } from './recorded.js';
import { grouped } from '../report/tables/numbers.js';

export function parameterGroups(recorded: Recorded): readonly ParameterGroup[] {
  const { model, tokenizer } = recorded.plan.experiment;
  const { headCounts } = familyOf(model);
  if (headCounts === null) return [];
  const { name, rows, heads, options } = headCounts.published;
  return [
    group(name, options(model), { rows, heads, counted: () => null }),
    group('this experiment', model, {
      rows: tableRows(model, tokenizer.vocabularySize),
      heads: ownHeads(recorded, headCounts),
      counted: (count) => countedParameters(recorded, headCounts.withHeads(model, count)),
    }),
  ];
}

function group(
  name: string,
  model: ModelOptions,
  given: { rows: number; heads: readonly number[]; counted: (heads: number) => number | null },
): ParameterGroup {
  const { size, headCounts } = familyOf(model);
  if (headCounts === null) throw new Error(`The family of ${name} has no heads.`);
  const { hiddenSize } = model;
  const layers = headCounts.layers(model);
  const rowOf = (heads: number): ParameterRow => ({
    heads,
    headWidth: hiddenSize / heads,
    attention: headCounts.attentionParameters(model),
    total: size.parameters(headCounts.withHeads(model, heads), given.rows),
    counted: given.counted(heads),
  });
  const label = `${name}: ${layers} layers of width ${hiddenSize}, ${grouped(given.rows)} entries`;
  return { label, layers, width: hiddenSize, rows: given.heads.map(rowOf) };
}

/** Half, the same, double, and what the experiment varies; those that divide the width. */
function ownHeads({ plan }: Recorded, counts: HeadCounts<ModelOptions>): readonly number[] {
  const { model } = plan.experiment;
  const { hiddenSize } = model;
  const heads = counts.of(model);
  const varied = plan.variants
    .map((variant) => variant.experiment.model)
    .filter((other) => other.family === model.family && other.hiddenSize === hiddenSize);
  const candidates = [heads / 2, heads, heads * 2, ...varied.map((other) => counts.of(other))];
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
