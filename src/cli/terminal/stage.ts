/** `reprise show KEY`: a stage with its options, facts and metrics. */
import { stringify } from 'yaml';
import { doesYield } from '../../stages/index.js';
import type { Metric } from '../../stages/result.js';
import type { StageRecord, Store } from '../../store/store.js';
import { formatSeconds } from '../../amounts.js';
import { bold, counted, print, printJson, red, renderPairs, renderTable } from './print.js';

/** Metrics of one name and split that are printed; --json gives all. */
const SHOWN_STEPS = 5;

export async function printStage(record: StageRecord, store: Store, json: boolean): Promise<void> {
  const metrics = await store.metrics(record.key);
  const overlaps = doesYield(record.kind, 'overlaps') ? { overlaps: await store.overlaps(record.key) } : {};
  if (json) {
    const paths = { artifacts: store.artifacts(record.key), log: store.eventLog(record.key) };
    printJson({ ...record, ...paths, metrics, ...overlaps });
    return;
  }
  const { key, label, status, startedAt, seconds, engine, threads, machine, commit, error, provenance } =
    record;
  print(bold(label));
  print(
    renderPairs([
      ['key', key],
      ['status', status],
      ['started', `${startedAt}, took ${formatSeconds(seconds)}`],
      ['engine', `${engine}, ${counted(threads, 'thread')}`],
      ['machine', machine],
      ['commit', commit ?? '–'],
      ...provenancePairs(provenance),
      ['artifacts', store.artifacts(key)],
      ['event log', store.eventLog(key)],
    ]),
  );
  if (error !== null) print(`\n${red('error')}\n${error}`);
  printSection('options', record.spec);
  printSection('facts', record.facts);
  if (metrics.length > 0) print(`\n${bold('metrics')}\n${metricTable(metrics)}`);
}

/** What older results do not tell is a dash. */
function provenancePairs(provenance: StageRecord['provenance']): readonly (readonly [string, string])[] {
  const { diff, packageLockHash, numericsVersion, precision, cpu, instructionSet, node, resultHash } =
    provenance ?? {};
  const changes = provenance === null ? '–' : (diff ?? 'none');
  return [
    ['uncommitted', changes === diff ? `${diff} (--diff prints them)` : changes],
    ['package-lock.json', packageLockHash ?? '–'],
    ['numerics', numericsVersion === undefined ? '–' : `${numericsVersion}, ${precision}`],
    ['processor', cpu === undefined ? '–' : `${cpu}, kernels: ${instructionSet ?? '–'}`],
    ['node', node ?? '–'],
    ['result', resultHash ?? '–'],
  ];
}

export function printSection(title: string, value: object): void {
  if (Object.keys(value).length > 0) print(`\n${bold(title)}\n${stringify(value).trimEnd()}`);
}

function metricTable(metrics: readonly Metric[]): string {
  const groups = new Map<string, Metric[]>();
  for (const metric of metrics) {
    const series = `${metric.name}\0${metric.split}`;
    groups.set(series, [...(groups.get(series) ?? []), metric]);
  }
  const rows = [...groups].map(([series, group]) => {
    const [name = '', split = ''] = series.split('\0');
    const last = group.slice(-SHOWN_STEPS);
    const values = last.map(({ step, value }) =>
      step === 0 ? shortNumber(value) : `${step}: ${shortNumber(value)}`,
    );
    const more = group.length > SHOWN_STEPS ? '… ' : '';
    return [name, split, `${more}${values.join('  ')}`];
  });
  return renderTable([['metric', 'split', 'value (by step)'], ...rows]);
}

export const shortNumber = (value: number): string => String(Number(value.toPrecision(5)));
