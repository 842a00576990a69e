/** Why stages are reused or to run: what the store has of each, and its nearest relative there. */
import type { Origin } from '../../experiment/source.js';
import { identityOf } from '../../plan/keys.js';
import type { Identity } from '../../plan/keys.js';
import type { Plan } from '../../plan/plan.js';
import type { Stage } from '../../stages/index.js';
import { lineageOf, nearestOf } from '../../plan/why.js';
import type { Difference, Lineage } from '../../plan/why.js';
import { isDone, outlookOf } from '../../run/pending.js';
import type { DataFile, StageRecord, Store } from '../../store/store.js';
import type { Prepared } from '../prepared.js';

/** Stages to explain, and the plan that asks for them. */
export interface Asked {
  readonly prepared: Prepared;
  readonly stages: readonly Stage[];
}

export interface Reason {
  readonly key: string;
  readonly label: string;
  readonly state: 'reused' | 'to run' | 'barred';
  /** A sentence. */
  readonly because: string;
  /** Where nothing is stored under the key: the stored result of its kind with the fewest differences. */
  readonly nearest: {
    readonly key: string;
    readonly label: string;
    readonly differences: readonly PlacedDifference[];
  } | null;
}

export interface PlacedDifference extends Difference {
  /** file:line:column that sets the new value; null: no option, or nowhere set. */
  readonly at: string | null;
  /** Files of the data that differ, a line each. */
  readonly files: readonly string[];
}

/** What is compared with: every stored result that says what it depends on. */
interface Relatives {
  readonly prepared: Prepared;
  readonly store: Store;
  readonly records: ReadonlyMap<string, StageRecord>;
  readonly pending: ReadonlySet<string>;
  /** Diverged, or in need of what has. */
  readonly barred: ReadonlySet<string>;
  readonly identities: ReadonlyMap<string, Identity>;
}

/** `store` null: nothing was ever run. */
export async function reasonsFor(
  { prepared, stages }: Asked,
  store: Store | null,
): Promise<readonly Reason[]> {
  if (store === null) return stages.map((stage) => reason(stage, 'Nothing is stored yet.'));
  const records = new Map((await store.allStages()).map((record) => [record.key, record]));
  const outlook = await outlookOf(prepared.plan, store);
  const relatives = {
    prepared,
    store,
    records,
    pending: new Set(outlook.pending.map(({ key }) => key)),
    barred: outlook.barred,
    identities: identitiesOf(prepared, records),
  };
  return Promise.all(stages.map((stage) => reasonOf(stage, relatives)));
}

function identitiesOf(
  { plan, inputs }: Prepared,
  records: ReadonlyMap<string, StageRecord>,
): ReadonlyMap<string, Identity> {
  const stored = [...records.values()].flatMap(({ key, identity }): [string, Identity][] =>
    identity === null ? [] : [[key, identity]],
  );
  const planned = plan.stages.map(({ key, spec }): [string, Identity] => [
    key,
    identityOf(spec, inputs.numericsVersion),
  ]);
  return new Map([...stored, ...planned]);
}

const reason = ({ key, label }: Stage, because: string, state: Reason['state'] = 'to run'): Reason => ({
  key,
  label,
  state,
  because,
  nearest: null,
});

async function reasonOf(stage: Stage, relatives: Relatives): Promise<Reason> {
  const record = relatives.records.get(stage.key);
  if (record?.status === 'diverged')
    return reason(stage, `${firstLine(record.error)} It would again.`, 'barred');
  if (relatives.barred.has(stage.key)) return reason(stage, 'What it needs has diverged.', 'barred');
  if (!relatives.pending.has(stage.key)) return reason(stage, 'Its result is stored.', 'reused');
  if (isDone(record)) return reason(stage, lost(stage, relatives));
  if (record !== undefined) return reason(stage, `It failed the last time: ${firstLine(record.error)}`);
  const near = nearestOf(candidatesFor(stage, relatives), lineage(stage.key, relatives));
  if (near === null) return reason(stage, `No result of any ${stage.spec.kind} stage is stored.`);
  const { key, label } = near.nearest;
  const differences = await Promise.all(near.differences.map((one) => placed(one, stage, relatives)));
  return { ...reason(stage, 'No stored result has its key.'), nearest: { key, label, differences } };
}

function lost(stage: Stage, { prepared, pending }: Relatives): string {
  const needing = prepared.plan.stages.find(
    ({ key, inputs }) => pending.has(key) && inputs.includes(stage.key),
  );
  return `Its result is stored, but its artifacts were deleted or damaged, and "${needing?.label}" needs them.`;
}

const firstLine = (error: string | null): string => (error ?? 'no reason is known').split('\n', 1).join('');

function lineage(key: string, { identities }: Relatives): Lineage {
  const of = (some: string): Identity | null => identities.get(some) ?? null;
  return lineageOf(of(key) ?? {}, of);
}

function candidatesFor({ spec }: Stage, relatives: Relatives) {
  return [...relatives.records.values()]
    .filter((record) => isDone(record) && record.kind === spec.kind && record.identity !== null)
    .map(({ key, label }) => ({ key, label, lineage: lineage(key, relatives) }));
}

async function placed(difference: Difference, stage: Stage, relatives: Relatives): Promise<PlacedDifference> {
  const { name, before, after } = difference;
  const isData = name === 'data' || name === 'corpus' || name === 'weights';
  const files = isData ? await changedFiles(String(before), String(after), relatives) : [];
  return { ...difference, at: placeOf(name, stage, relatives.prepared), files };
}

const OPTION_OF: Readonly<Record<string, string>> = {
  seed: 'seeds',
  task: 'evaluate.tasks',
  corpus: 'pretrain.corpus',
  weights: 'pretrain.weights',
  'numerics version': 'engine.name',
};

/** Where the file says the value; a level of a sweep is said there. */
function placeOf(name: string, stage: Stage, { plan, loaded }: Prepared): string | null {
  const variant = variantOf(stage, plan);
  const isLevel = variant?.levels[name] !== undefined;
  const paths = isLevel
    ? [`sweep.factors.${name}`, `sweep.variants.${variant.name}`]
    : [OPTION_OF[name] ?? name];
  const origin = paths.map((path) => loaded.origins.get(path)).find((found) => found !== undefined);
  return origin === undefined || origin.layer === 'default' ? null : shown(origin);
}

const shown = ({ file, line, column }: Origin): string => `${file}:${line}:${column}`;

function variantOf({ key }: Stage, { trials, variants }: Plan) {
  const trial = trials.find(({ stages }) => stages.includes(key));
  return variants.find(({ name }) => name === trial?.variant);
}

async function changedFiles(before: string, after: string, { store, prepared }: Relatives) {
  const old = await store.dataFiles(before);
  const now = prepared.data.get(after) ?? null;
  return old === null || now === null ? [] : fileChanges(old, now);
}

function fileChanges(before: readonly DataFile[], after: readonly DataFile[]): readonly string[] {
  const hashes = (files: readonly DataFile[]): ReadonlyMap<string, string> =>
    new Map(files.map(({ name, sha256 }) => [name, sha256]));
  const [old, now] = [hashes(before), hashes(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name)?.slice(0, 10), now.get(name)?.slice(0, 10)];
    if (was === is) return [];
    return [
      was === undefined
        ? `${name}: added`
        : is === undefined
          ? `${name}: removed`
          : `${name}: ${was} → ${is}`,
    ];
  });
}
