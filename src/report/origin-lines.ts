/** The origin of a number in lines: what HTML and PDF both say of runs, stages and settings. */
import type { Line } from './model.js';
import type { Origin, OriginRun, ReportProvenance, Setting, StageOrigin } from './model-provenance.js';
import { duration, fixed, percent, short } from './tables/numbers.js';

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
    { label: 'Commit', value: commit ?? 'not known: no git repository' },
    { label: 'Uncommitted changes', value: recorded(changes, 'not known: no git repository') },
    { label: 'package-lock.json', value: recorded(packageLockHash, 'there is none') },
    { label: 'Engine', value: `${engine}, ${recorded(precision, 'not known')}` },
    { label: 'Numerics version', value: numericsVersion ?? NOT_RECORDED },
    { label: 'Machine', value: `${machine}; ${recorded(cpu, 'not known')}` },
    { label: 'Kernels', value: recorded(instructionSet, 'the engine does not tell') },
    { label: 'Node.js', value: recorded(node, 'not known') },
  ];
}

/** Of a stage itself; its options, inputs and setting stand beside it. */
export function stageLines(stage: StageOrigin): readonly Line[] {
  const { key, status, seed, dataHash, startedAt, seconds, estimatedSeconds, threads, flops } = stage;
  const { predictions, weightsHash, resultHash } = stage;
  const took = seconds === null ? '' : `${duration(seconds)}; estimated ${duration(estimatedSeconds)}`;
  const all: readonly (Line | null)[] = [
    { label: 'Key', value: key },
    status === 'done' ? null : { label: 'State', value: status },
    seed === null ? null : { label: 'Seed', value: String(seed) },
    dataHash === null ? null : { label: 'Data, sha256', value: dataHash },
    startedAt === null ? null : { label: 'Started', value: startedAt },
    seconds === null ? null : { label: 'Took', value: `${took}; threads: ${threads ?? 'not known'}` },
    flops === 0 ? null : { label: 'Operations', value: short(flops, 'FLOP') },
    predictions === 0
      ? null
      : { label: 'Predictions', value: `${predictions}: reprise show ${shortKey(key)} --predictions` },
    weightsHash === null ? null : { label: 'Weights, sha256', value: weightsHash },
    status === 'done' ? { label: 'Numbers, sha256', value: resultHash ?? NOT_RECORDED } : null,
    { label: 'Files', value: `results/artifacts/${key.slice(0, 2)}/${key}` },
  ];
  return all.filter((line) => line !== null);
}

export const shortKey = (key: string): string => key.slice(0, 10);

/** "51.0", "51.0, 48.2", in percent, by column; a dash where it is absent. */
export const scoresText = ({ scores }: OriginRun): string =>
  scores.map((score) => (score === null ? '–' : percent(score, 2))).join(', ');

export const costText = ({ seconds, flops }: OriginRun): string =>
  `${seconds === null ? 'not done' : duration(seconds)}, ${short(flops, 'FLOP')}`;

/** "Mean of 3 runs" and how they were drawn on. */
export const runsText = ({ runs }: Origin): string =>
  runs.length === 1 ? 'One run.' : `Mean over ${fixed(runs.length, 0)} runs, one a seed.`;

/** Stages and settings by their names. */
export interface Lookup {
  readonly stages: ReadonlyMap<string, StageOrigin>;
  readonly settings: ReadonlyMap<string, Setting>;
}

export const lookupOf = ({ stages, settings }: ReportProvenance): Lookup => ({
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
  ...new Set(runs.flatMap((run) => stages.get(run.stages.at(-1) ?? '')?.dataHash ?? [])),
];

/** Settings of all stages of an origin. */
export function settingsOfOrigin({ runs }: Origin, { stages, settings }: Lookup): readonly Setting[] {
  const ids = runs.flatMap((run) => run.stages.flatMap((key) => stages.get(key)?.setting ?? []));
  return [...settings.values()].filter(({ id }) => ids.includes(id));
}

export const HOW =
  'Each number of the table of scores leads here: to its runs (a variant or baseline, a task and a seed), to the stages ' +
  'that each run went through, and to what these were run with (what a result older than its record does not tell is called not recorded). The last stage of a run made its predictions, from which ' +
  'its scores follow: reprise report NAME --verify computes every printed number again from them.';

export const AGAIN =
  'The command of a number computes it again, in an empty folder, so that nothing stored is used or touched, and says ' +
  'whether it came to the same. It wants the commit, the uncommitted changes, the lock file and the data named here; ' +
  'where options, data or numerics differ, no stage has the key that it asks for, and it says so.';
