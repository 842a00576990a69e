/** Which stages of a plan are still to be done. */
import { access } from 'node:fs/promises';
import type { Plan } from '../plan/plan.js';
import type { Stage } from '../stages/index.js';
import { damageOf } from '../stages/artifacts.js';
import type { StageRecord, Store } from '../store/store.js';

export interface Outlook {
  /**
   * In the plan's order: stages without a result, and those whose result is recorded but whose artifacts were deleted
   * or damaged, where another stage to run needs them.
   */
  readonly pending: readonly Stage[];
  /** Keys of what has diverged, which would again, and of what needs it and so cannot be run. */
  readonly barred: ReadonlySet<string>;
}

/** What of a plan is still to be done. */
export async function outlookOf(plan: Plan, store: Store): Promise<Outlook> {
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const barred = barredStages(plan, records);
  const pending = new Set<string>();
  const needed = new Set<string>();
  for (const stage of plan.stages.toReversed()) {
    if (barred.has(stage.key)) continue;
    const lost = needed.has(stage.key) && !(await isWhole(stage, store.artifacts(stage.key)));
    if (isDone(records.get(stage.key)) && !lost) continue;
    pending.add(stage.key);
    stage.inputs.forEach((key) => needed.add(key));
  }
  return { pending: plan.stages.filter(({ key }) => pending.has(key)), barred };
}

/** Keys of what has diverged and of what needs it. */
export function barredStages(
  { stages }: Plan,
  records: ReadonlyMap<string, StageRecord>,
): ReadonlySet<string> {
  const barred = new Set<string>();
  for (const { key, inputs } of stages) {
    const record = records.get(key);
    const lacks = !isDone(record) && inputs.some((input) => barred.has(input));
    if (record?.status === 'diverged' || lacks) barred.add(key);
  }
  return barred;
}

/** Whether a stage has its result. */
export function isDone(record: StageRecord | undefined): boolean {
  return record?.status === 'done';
}

async function isWhole({ spec }: Stage, folder: string): Promise<boolean> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere && (await damageOf(spec.kind, folder)) === null;
}
