/** The map of stages: kind → function. */
import type { Stage, StageKind } from '../plan/plan.js';
import type { StageResult } from './result.js';
import { runBaseline } from './baseline/run.js';
import { runEvaluate } from './evaluate/run.js';
import { runFinetune } from './finetune/run.js';
import { runOverlap } from './overlap/run.js';
import { runPretrain } from './pretrain/run.js';
import type { RunStage, StageContext } from './stage.js';
import { runTokenize } from './tokenize/run.js';

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
