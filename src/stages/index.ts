/** The map of stages, one line per kind: what it declares, and what runs it, loaded when it is run. */
import type { Experiment } from '../experiment/schema.js';
import type { TaskName } from '../tasks/index.js';
import { baseline } from './baseline/declare.js';
import { evaluate } from './evaluate/declare.js';
import { extrapolate } from './extrapolate/declare.js';
import { finetune } from './finetune/declare.js';
import { imported } from './imported/declare.js';
import { overlap } from './overlap/declare.js';
import { pretrain } from './pretrain/declare.js';
import type { Facts, StageResult } from './result.js';
import type {
  Declaration,
  Described,
  PlannedStage,
  Program,
  Rates,
  Spec,
  StageContext,
  StageModel,
  Yield,
} from './stage.js';
import { tokenize } from './tokenize/declare.js';
import { zeroShot } from './zero-shot/declare.js';

interface Kind {
  readonly declare: Declaration<Spec>;
  run(): Promise<Program<Spec>>;
}

/** In the order in which a plan has them; those of scope `experiment` come first there. */
export const STAGES = {
  tokenize: { declare: tokenize, run: () => import('./tokenize/run.js') },
  imported: { declare: imported, run: () => import('./imported/run.js') },
  pretrain: { declare: pretrain, run: () => import('./pretrain/run.js') },
  extrapolate: { declare: extrapolate, run: () => import('./extrapolate/run.js') },
  overlap: { declare: overlap, run: () => import('./overlap/run.js') },
  finetune: { declare: finetune, run: () => import('./finetune/run.js') },
  evaluate: { declare: evaluate, run: () => import('./evaluate/run.js') },
  'zero-shot': { declare: zeroShot, run: () => import('./zero-shot/run.js') },
  baseline: { declare: baseline, run: () => import('./baseline/run.js') },
} satisfies Readonly<Record<string, Kind>>;

export type StageKind = keyof typeof STAGES;

/** What a stage of a kind computes. */
export type SpecOf<K extends StageKind> = {
  [Each in StageKind]: (typeof STAGES)[Each]['declare'] extends Declaration<infer S> ? S : never;
}[K];

/** What a stage of any kind computes. */
export type StageSpec = SpecOf<StageKind>;

/** A stage of any kind. */
export type Stage = PlannedStage<StageSpec>;

/** Kinds of stages that record this. */
export type KindYielding<Y extends Yield> = {
  [K in StageKind]: Y extends (typeof STAGES)[K]['declare']['yields'][number] ? K : never;
}[StageKind];

/** A stage of a kind that records this; its spec has what those kinds share. */
export type StageYielding<Y extends Yield> = PlannedStage<SpecOf<KindYielding<Y>>>;

export const STAGE_KINDS = Object.keys(STAGES) as readonly StageKind[];

/** What each kind declares, in the order of the map. */
export const DECLARATIONS: readonly Declaration<StageSpec>[] = STAGE_KINDS.map(
  (kind) => STAGES[kind].declare,
);

/** What a kind declares; undefined: there is none of this name, as in records that a later version wrote. */
export const declarationOf = (kind: string): Declaration<StageSpec> | undefined =>
  DECLARATIONS.find((declaration) => declaration.kind === kind);

/** What the kind of a planned stage declares. */
export const declared = ({ kind }: StageSpec): Declaration<StageSpec> => STAGES[kind].declare;

/** The options of all kinds in words, in the order of the map. */
export const describedOptions = (
  experiment: Experiment,
  grouped: (count: number) => string,
): readonly Described[] =>
  DECLARATIONS.flatMap((declaration) => declaration.describe?.(experiment, grouped) ?? []);

/** Whether stages of a kind record this. */
export const doesYield = (kind: string, what: Yield): boolean =>
  declarationOf(kind)?.yields.includes(what) ?? false;

/** Those of the stages whose kinds record this. */
export const stagesYielding = <Y extends Yield>(
  stages: readonly Stage[],
  what: Y,
): readonly StageYielding<Y>[] =>
  stages.filter((stage): stage is StageYielding<Y> => doesYield(stage.spec.kind, what));

/** Name of the row of the main table that a stage scores where it is no variant's; null: its variant's, or none. */
export const rowOf = (spec: StageSpec): string | null => declared(spec).row?.(spec) ?? null;

/** The learning rate that a training declares; null: it is no training. */
export const ratesOf = (spec: StageSpec): Rates | null => declared(spec).training?.rates(spec) ?? null;

/** What an option comes to in a finished stage; null: its kind does not say. */
export function amountOf(spec: StageSpec, option: string, facts: Facts): number | null {
  const amounts: Readonly<Record<string, number | null>> = { ...declared(spec).amounts?.(spec, facts) };
  return amounts[option] ?? null;
}

/** The hash of the data that a stage reads; null: it reads artifacts alone. */
export function dataOf(spec: StageSpec): string | null {
  const { data } = declared(spec);
  return data === null ? null : String(fieldsOf(spec)[data]);
}

/** Keys of the stages that a stage reads. */
export const inputsOf = (spec: StageSpec): readonly string[] =>
  declared(spec).inputs.flatMap((field) => {
    const key = fieldsOf(spec)[field];
    return typeof key === 'string' ? [key] : [];
  });

/** The task that a stage is about; null: it is about none. */
export const taskOf = (spec: StageSpec): TaskName | null => ('task' in spec ? spec.task : null);

/** The model that a stage trained; null: it trained none, or its kind is of a later version. */
export const modelOf = (spec: Spec): StageModel | null =>
  declarationOf(spec.kind)?.model?.(spec as StageSpec) ?? null;

const fieldsOf = (spec: StageSpec): Readonly<Record<string, unknown>> => ({ ...spec });

/** Runs one stage. */
export async function runStage(stage: Stage, context: StageContext): Promise<StageResult> {
  const program: Program<StageSpec> = await STAGES[stage.spec.kind].run();
  return program.run(stage, context);
}
