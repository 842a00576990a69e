/** Which stages of a plan are still to be done. */
import { access } from 'node:fs/promises';
import type { Plan, Stage } from '../plan/plan.js';
import type { StageRecord, Store } from '../store/store.js';

/**
 * The stages to run, in the plan's order: those without a result, and those whose result is recorded but whose
 * artifacts were deleted, where another stage to run needs them.
 */
export async function pendingStages(plan: Plan, store: Store): Promise<readonly Stage[]> {
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const pending = new Set<string>();
  const needed = new Set<string>();
  for (const stage of plan.stages.toReversed()) {
    const lost = needed.has(stage.key) && !(await exists(store.artifacts(stage.key)));
    if (isDone(records.get(stage.key)) && !lost) continue;
    pending.add(stage.key);
    stage.inputs.forEach((key) => needed.add(key));
  }
  return plan.stages.filter(({ key }) => pending.has(key));
}

/** Whether a stage has its result. */
export function isDone(record: StageRecord | undefined): boolean {
  return record?.status === 'done';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
