/** The map of stages: kind → function. */
import type { Stage, StageKind } from '../plan/plan.js';
import type { StageResult } from '../plan/result.js';
import { runBaseline } from './baseline.js';
import { runEvaluate } from './evaluate.js';
import { runFinetune } from './finetune.js';
import { runOverlap } from './overlap.js';
import { runPretrain } from './pretrain.js';
import type { RunStage, StageContext } from './stage.js';
import { runTokenize } from './tokenize.js';

export const STAGES: { readonly [K in StageKind]: RunStage<K> } = {
  tokenize: runTokenize,
  pretrain: runPretrain,
  finetune: runFinetune,
  evaluate: runEvaluate,
  overlap: runOverlap,
  baseline: runBaseline,
};

/** Runs one stage: reads its inputs' artifacts, writes its own, and returns what the store records. */
export function runStage(stage: Stage, context: StageContext): Promise<StageResult> {
  return (STAGES[stage.spec.kind] as RunStage)(stage, context);
}
