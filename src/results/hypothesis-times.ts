/** Whether a hypothesis was written before the results that judge it existed. */
import { contextsOf } from '../experiment/factors.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import { doesYield, taskOf } from '../stages/index.js';
import type { Yield } from '../stages/stage.js';
import { isDone, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

/** When a hypothesis was first saved, against the trainings and evaluations that its verdict rests on. */
export interface HypothesisTime {
  /** ISO 8601; null: not recorded. */
  readonly at: string | null;
  /** Stages of these that are done and had started by then. */
  readonly existing: number;
  /** All of these, done or not. */
  readonly results: number;
}

/** A result counts as existing from the moment when its stage started: a training under way has losses to look at. */
export function hypothesisTime(planned: PlannedHypothesis, recorded: Recorded): HypothesisTime {
  const keys = judgingStages(planned, recorded);
  const at = recorded.writtenHypotheses.find(({ hash }) => hash === planned.hash)?.writtenAt ?? null;
  const existing = keys.filter((key) => {
    const startedAt = recorded.records.get(key)?.startedAt;
    return at !== null && startedAt !== undefined && isDone(recorded, key) && startedAt < at;
  });
  return { at, existing: existing.length, results: keys.length };
}

/** What stages record that a hypothesis of a measure rests on. */
const EVIDENCE: Readonly<Record<'score' | 'loss' | 'extrapolation' | 'parameters', readonly Yield[]>> = {
  score: ['losses', 'scores'],
  loss: ['heldout-loss'],
  extrapolation: ['length-losses'],
  parameters: ['parameters'],
};

/** Trainings and evaluations of the variants compared, on the tasks judged; each once. */
function judgingStages(planned: PlannedHypothesis, recorded: Recorded): readonly string[] {
  const { hypothesis, tasks } = planned;
  const isCounted = hypothesis.expect === 'same-parameters';
  const evidence = EVIDENCE[isCounted ? 'parameters' : (hypothesis.measure ?? 'score')];
  const keys = variantsOf(planned, recorded)
    .flatMap((variant) => trialsOf(recorded, variant))
    .flatMap(({ stages }) => stages)
    .filter((key) => {
      const spec = recorded.stages.get(key)?.spec;
      if (spec === undefined || !evidence.some((what) => doesYield(spec.kind, what))) return false;
      const task = taskOf(spec);
      return task === null || isCounted || tasks.includes(task);
    });
  return [...new Set(keys)];
}

function variantsOf({ hypothesis, contrasts }: PlannedHypothesis, { plan }: Recorded): readonly string[] {
  const counted =
    hypothesis.expect === 'same-parameters'
      ? contextsOf(hypothesis.factor ?? '', plan).filter((one) => one.length > 1)
      : [];
  const compared = contrasts.flatMap(({ pairs }) =>
    pairs.flatMap(({ level, reference }) => [level, reference]),
  );
  return [...new Set([...counted.flat().map(({ name }) => name), ...compared])];
}
