/** What the stored predictions give: each run's metrics anew, and whatever in the store contradicts itself. */
import { canonicalJson } from '../../canonical-json.js';
import { stageKey } from '../../plan/keys.js';
import { declared, stagesYielding } from '../../stages/index.js';
import type { StageYielding } from '../../stages/index.js';
import { createHash } from 'node:crypto';
import { isOfLast } from '../../stages/result.js';
import type { Metric, Prediction } from '../../stages/result.js';
import { METRIC_NAMES } from '../../statistics/metrics.js';
import { TASKS } from '../../tasks/index.js';
import { storedResultHash } from '../../store/result-hash.js';
import type { Store } from '../../store/store.js';
import { isDone } from '../../results/recorded.js';
import type { Recorded } from '../../results/recorded.js';
import { COUNTED, isCounted } from './count.js';

type Scored = StageYielding<'scores'>;

export interface Derived {
  /** The same, with the metrics of evaluations and baselines as their predictions give them. */
  readonly recorded: Recorded;
  /** A sentence each. */
  readonly faults: readonly string[];
  /** Done evaluations and baselines, and how many predictions they have. */
  readonly evaluations: number;
  readonly predictions: number;
  /** Stages whose recorded hash of metrics and predictions was compared, and done ones older than that record. */
  readonly hashed: number;
  readonly unhashed: number;
}

export async function derive(recorded: Recorded, store: Store): Promise<Derived> {
  const scored = stagesYielding(recorded.plan.stages, 'scores').filter(({ key }) => isDone(recorded, key));
  const metrics = new Map(recorded.metrics);
  const faults: string[] = [];
  for (const stage of scored) {
    const predictions = recorded.predictions.get(stage.key) ?? [];
    const all = recorded.metrics.get(stage.key) ?? [];
    const stored = all.filter(isOfLast);
    const counted = metricsOf(stage, predictions, stored);
    metrics.set(stage.key, [...settled(counted, stored), ...all.filter((one) => !isOfLast(one))]);
    faults.push(...metricFaults(stage, stored, counted), ...shortened(predictionFaults(stage, predictions)));
  }
  const hashes = await hashFaults(recorded, store);
  return {
    recorded: { ...recorded, metrics },
    faults: [...identityFaults(recorded), ...faults, ...labelFaults(recorded, scored), ...hashes.faults],
    evaluations: scored.length,
    predictions: scored.reduce((sum, { key }) => sum + (recorded.predictions.get(key)?.length ?? 0), 0),
    hashed: hashes.hashed,
    unhashed: hashes.unhashed,
  };
}

/** Of one stage's examples, the first few. */
function shortened(faults: readonly string[]): readonly string[] {
  const more = faults.length - 3;
  return more > 1 ? [...faults.slice(0, 3), `… and ${more} more of its examples.`] : faults;
}

const nameOf = ({ label, key }: { label: string; key: string }): string => `${label} (${key.slice(0, 10)})`;

/** Of each split, and of all where there are several. */
function metricsOf(
  { spec }: Scored,
  predictions: readonly Prediction[],
  stored: readonly Metric[],
): readonly Metric[] {
  const splits = [...new Set(predictions.map(({ split }) => split))];
  const groups = splits.map((split) => ({ split, members: predictions.filter((p) => p.split === split) }));
  if (splits.length > 1 || stored.some(({ split }) => split === 'all'))
    groups.push({ split: 'all', members: [...predictions] });
  const { metrics } = TASKS[spec.task];
  const names = METRIC_NAMES.filter((name) => metrics.includes(name));
  return groups.flatMap(({ split, members }) =>
    names.flatMap((name) => {
      const value = COUNTED[name](members);
      return value === null ? [] : [{ name, split, step: 0, value }];
    }),
  );
}

function metricFaults(
  stage: Scored,
  stored: readonly Metric[],
  counted: readonly Metric[],
): readonly string[] {
  const all = new Map(
    [...stored, ...counted].map(({ name, split }) => [`${name} on ${split}`, { name, split }]),
  );
  return [...all].flatMap(([heading, { name, split }]) => {
    const valueIn = (metrics: readonly Metric[]): number | undefined =>
      metrics.find((metric) => metric.name === name && metric.split === split)?.value;
    const [kept, found] = [valueIn(stored), valueIn(counted)];
    return isSame(name, kept, found)
      ? []
      : [
          `${nameOf(stage)}: the store has ${kept ?? 'no'} ${heading}; its predictions give ${found ?? 'none'}.`,
        ];
  });
}

function isSame(name: string, kept: number | undefined, found: number | undefined): boolean {
  const metric = METRIC_NAMES.find((one) => one === name);
  if (metric === undefined || kept === undefined || found === undefined) return kept === found;
  return isCounted(metric, kept, found);
}

/** Counted, but as stored where nothing but rounding differs: the report's files are compared to the last digit. */
const settled = (counted: readonly Metric[], stored: readonly Metric[]): readonly Metric[] =>
  counted.map((metric) => {
    const kept = stored.find(({ name, split }) => name === metric.name && split === metric.split);
    return kept !== undefined && isSame(metric.name, kept.value, metric.value) ? kept : metric;
  });

/** The class predicted is the first of the highest score; a number has no scores; no example is there twice. */
function predictionFaults(stage: Scored, predictions: readonly Prediction[]): readonly string[] {
  const { output } = TASKS[stage.spec.task];
  const seen = new Set<string>();
  return predictions.flatMap(({ split, id, predicted, scores }) => {
    const name = `${split} ${id}`;
    const isTwice = seen.has(name);
    seen.add(name);
    const highest = scores.indexOf(Math.max(...scores));
    const isRight = output.kind === 'range' ? scores.length === 0 : highest === predicted;
    return [
      ...(isTwice ? [`${nameOf(stage)}: example ${id} of ${split} is there twice.`] : []),
      ...(isRight
        ? []
        : [
            `${nameOf(stage)}: example ${id} of ${split} is predicted as class ${predicted}; its scores say ${highest}.`,
          ]),
    ];
  });
}

/** Runs that were judged on the same data agree on the right answers. */
function labelFaults({ predictions }: Recorded, scored: readonly Scored[]): readonly string[] {
  const labels = new Map<string, { label: number; stage: Scored }>();
  return scored.flatMap((stage) => {
    const { output } = TASKS[stage.spec.task];
    const shown = (label: number): string => (output.kind === 'range' ? String(label) : `class ${label}`);
    const faults = (predictions.get(stage.key) ?? []).flatMap(({ split, id, label }) => {
      const name = JSON.stringify([stage.spec.dataHash, split, id]);
      const other = labels.get(name) ?? { label, stage };
      labels.set(name, other);
      return other.label === label
        ? []
        : [
            `${nameOf(stage)}: the right answer to example ${id} of ${split} is ${shown(label)}; in ${nameOf(other.stage)} it is ${other.label}.`,
          ];
    });
    return shortened(faults);
  });
}

/** A key is the hash of what its result depends on, and the plan asks for just that. */
function identityFaults({ plan, records }: Recorded): readonly string[] {
  return plan.stages.flatMap((stage) => {
    const identity = records.get(stage.key)?.identity ?? null;
    if (identity === null) return [];
    const hash = createHash('sha256').update(canonicalJson(identity)).digest('hex');
    if (hash !== stage.key)
      return [`${nameOf(stage)}: its key is not the hash of the options that are recorded for it.`];
    const { version, numericsVersion } = identity;
    const isCurrent = version === declared(stage.spec).version;
    const isSame =
      stageKey(stage.spec, typeof numericsVersion === 'string' ? numericsVersion : '') === stage.key;
    return isCurrent && !isSame
      ? [`${nameOf(stage)}: its key is not the hash of the options that the plan has for it.`]
      : [];
  });
}

async function hashFaults({ plan, records }: Recorded, store: Store) {
  const faults: string[] = [];
  let hashed = 0;
  let unhashed = 0;
  for (const stage of plan.stages) {
    const record = records.get(stage.key);
    if (record?.status !== 'done') continue;
    const { resultHash = null } = record.provenance ?? {};
    if (resultHash === null) unhashed += 1;
    else {
      hashed += 1;
      if ((await storedResultHash(store, stage.key)) !== resultHash)
        faults.push(
          `${nameOf(stage)}: its numbers and predictions are not those that were recorded when it ran.`,
        );
    }
  }
  return { faults, hashed, unhashed };
}
