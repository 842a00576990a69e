/** The origin of a number in lines: what HTML and PDF both say of runs, stages and settings. */
import { formatCount, formatSeconds } from '../../amounts.js';
import type { Column } from '../../results/columns.js';
import type { Origin, OriginRun } from '../../results/origins.js';
import type { Provenance } from '../../results/provenance.js';
import type { ScoreTable } from '../../results/scores.js';
import type { Setting } from '../../results/settings.js';
import type { OptionValue, StageOrigin } from '../../results/stage-origins.js';
import { TASKS } from '../../tasks/index.js';
import { columnName } from './columns.js';
import { reproduceCommand } from './commands.js';
import type { Line } from './line.js';
import { fixed, percent } from './numbers.js';

/** Of a result that is older than the record. */
export const NOT_RECORDED = 'not recorded';

export function settingLines(setting: Setting): readonly Line[] {
  const { commit, dirty, diff, packageLockHash, engine, numericsVersion, precision, machine, isRecorded } =
    setting;
  const { cpu, instructionSet, node } = setting;
  const recorded = (value: string | null, absent: string): string =>
    value ?? (isRecorded ? absent : NOT_RECORDED);
  const changes = dirty === null ? null : (diff ?? 'none');
  return [
    { label: 'Commit', value: commit ?? 'unknown: no git repository' },
    { label: 'Uncommitted changes', value: recorded(changes, 'unknown: no git repository') },
    { label: 'package-lock.json', value: recorded(packageLockHash, 'none') },
    { label: 'Engine', value: `${engine}, ${recorded(precision, 'unknown')}` },
    { label: 'Numerics version', value: numericsVersion ?? NOT_RECORDED },
    { label: 'Machine', value: `${machine}; ${recorded(cpu, 'unknown')}` },
    { label: 'Kernels', value: recorded(instructionSet, 'not reported by the engine') },
    { label: 'Node.js', value: recorded(node, 'unknown') },
  ];
}

/** Of a stage itself; its options, inputs and setting stand beside it. */
export function stageLines(stage: StageOrigin): readonly Line[] {
  const { key, status, seed, dataHash, startedAt, seconds, estimatedSeconds, threads, flops } = stage;
  const { predictions, weightsHash, resultHash } = stage;
  const took =
    seconds === null ? '' : `${formatSeconds(seconds)}; estimated ${formatSeconds(estimatedSeconds)}`;
  const all: readonly (Line | null)[] = [
    { label: 'Key', value: key },
    status === 'done' ? null : { label: 'State', value: status },
    seed === null ? null : { label: 'Seed', value: String(seed) },
    dataHash === null ? null : { label: 'Data, sha256', value: dataHash },
    startedAt === null ? null : { label: 'Started', value: startedAt },
    seconds === null ? null : { label: 'Duration', value: `${took}; threads: ${threads ?? 'unknown'}` },
    flops === 0 ? null : { label: 'FLOPs', value: formatCount(flops, 'FLOP') },
    predictions === 0
      ? null
      : { label: 'Predictions', value: `${predictions}: reprise show ${shortKey(key)} --predictions` },
    weightsHash === null ? null : { label: 'Weights, sha256', value: weightsHash },
    status === 'done' ? { label: 'Result, sha256', value: resultHash ?? NOT_RECORDED } : null,
    { label: 'Files', value: `results/artifacts/${key.slice(0, 2)}/${key}` },
  ];
  return all.filter((line) => line !== null);
}

/** E.g. "reference · RACE". */
export const originTitle = ({ row, task }: Origin): string => `${row} · ${TASKS[task].title}`;

export const optionLine = ({ name, value }: OptionValue): Line => ({
  label: name,
  value: typeof value === 'string' ? value : JSON.stringify(value),
});

export const shortKey = (key: string): string => key.slice(0, 10);

/** "51.0", "51.0, 48.2", in percent, by column; a dash where it is absent. */
export const scoresText = ({ scores }: OriginRun): string =>
  scores.map((score) => (score === null ? '–' : percent(score, 2))).join(', ');

export const costText = ({ seconds, flops }: OriginRun): string =>
  `${seconds === null ? 'not done' : formatSeconds(seconds)}, ${formatCount(flops, 'FLOP')}`;

/** "Mean of 3 runs" and how they were drawn on. */
export const runsText = ({ runs }: Origin): string =>
  runs.length === 1 ? 'One run.' : `Mean over ${fixed(runs.length, 0)} runs, one per seed.`;

/** "MNLI-m accuracy", in the table's order. */
export const columnsOf = ({ cells }: Origin, { columns }: Lookup): readonly string[] =>
  cells.flatMap(({ column }) => {
    const found = columns[column];
    return found === undefined ? [] : [columnName(found)];
  });

/** Computes the runs of a number again from nothing. */
export const commandOfOrigin = (origin: Origin, { command }: Lookup): string =>
  reproduceCommand(command, origin);

/** What origins refer to. */
export interface Lookup {
  readonly columns: readonly Column[];
  /** Runs the experiment again. */
  readonly command: string;
  readonly stages: ReadonlyMap<string, StageOrigin>;
  readonly settings: ReadonlyMap<string, Setting>;
}

interface Sources {
  readonly provenance: Provenance;
  readonly table: ScoreTable;
  readonly command: string;
}

export const lookupOf = ({ provenance: { stages, settings }, table, command }: Sources): Lookup => ({
  columns: table.columns,
  command,
  stages: new Map(stages.map((stage) => [stage.key, stage])),
  settings: new Map(settings.map((setting) => [setting.id, setting])),
});

/** "S1: commit 4efb7b06a6 with uncommitted changes, native-2+tfjs-4.22.0, on this-machine". */
export function settingText({ id, commit, dirty, numericsVersion, engine, machine }: Setting): string {
  const code = commit === null ? 'no commit' : `commit ${commit.slice(0, 10)}`;
  const changes = dirty === null ? '' : dirty ? ' with uncommitted changes' : ', nothing uncommitted';
  return `${id}: ${code}${changes}, ${numericsVersion ?? engine}, on ${machine}`;
}

/** Data of the task behind an origin. */
export const dataOfOrigin = ({ runs }: Origin, { stages }: Lookup): readonly string[] => [
  ...new Set(runs.flatMap((run) => stages.get(run.stage)?.dataHash ?? [])),
];

/** Settings of all stages of an origin. */
export function settingsOfOrigin({ runs }: Origin, { stages, settings }: Lookup): readonly Setting[] {
  const ids = runs.flatMap((run) => run.stages.flatMap((key) => stages.get(key)?.setting ?? []));
  return [...settings.values()].filter(({ id }) => ids.includes(id));
}

export const HOW =
  'Each number of the main table leads here: to its runs (a variant or non-neural baseline, a task and a seed), to the ' +
  'stages that each run went through, and to the setting that these ran in (“not recorded”: the result is older than ' +
  'this record). The last stage of a run made its predictions, from which its scores follow: reprise report NAME --verify ' +
  'recomputes every printed number from them.';

export const AGAIN =
  'The command of a number recomputes it in an empty folder, so that nothing stored is used or touched, and says whether ' +
  'the result is the same. It needs the commit, the uncommitted changes, package-lock.json and the data named here; ' +
  'where options, data or numerics differ, no stage has the requested key, and it says so.';
