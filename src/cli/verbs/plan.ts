/** `reprise plan FILE`: what a run would do and cost, and what of its data is not here. Writes nothing. */
import { EXIT } from '../../failure.js';
import { bytesOf, memoryNeed } from '../../plan/memory.js';
import type { MemoryNeed } from '../../plan/memory.js';
import { plannedHypotheses } from '../../plan/hypotheses.js';
import type { Plan } from '../../plan/plan.js';
import type { Stage } from '../../stages/index.js';
import { isKnown } from '../../stages/inputs.js';
import { formatBytes, formatCount, formatSeconds } from '../../amounts.js';
import { DEFAULT_EXECUTOR, EXECUTORS } from '../../run/executors/index.js';
import { machineMemory } from '../../run/machine.js';
import { outlookOf } from '../../run/pending.js';
import type { Outlook } from '../../run/pending.js';
import { memoryLine, memoryShortage } from '../terminal/memory.js';
import type { Beforehand, Decidability } from '../../results/decidability.js';
import { readScores } from '../../results/recorded.js';
import type { Recorded } from '../../results/recorded.js';
import type { Store } from '../../store/store.js';
import { hypothesisLines } from '../terminal/hypotheses.js';
import { remarkLines } from '../terminal/known.js';
import { missingLines } from '../terminal/missing.js';
import type { Verb } from './verb.js';
import { fileOptions, jsonOption } from '../options.js';
import type { FileOptions, JsonOption } from '../options.js';
import { foresee } from '../prepared.js';
import { bold, counted, dim, print, printJson, renderTable } from '../terminal/print.js';
import { projectAt, withStore } from '../project.js';

const ESTIMATED =
  "Times are estimated from FLOP counts and this engine's measured throughput; starting a stage is not counted.";

const RESTS_ON_ABSENT =
  '* rests on data that is not here: its key is not known before the data is, and its cost is foreseen from published sizes.';

const isUnknown = ({ key }: Stage): boolean => !isKnown(key);

/** What is not known is a dash. */
const amount = (value: number, format: (value: number) => string): string =>
  isFinite(value) ? format(value) : '–';

/** Digits of a key that are shown; any unique beginning is understood. */
const SHOWN_DIGITS = 10;

export const plan: Verb<FileOptions & JsonOption> = {
  options: (yargs) => jsonOption(fileOptions(yargs)),
  run: async ({ root, json, ...given }) => {
    const project = projectAt(root);
    const { plan: whole, engine, known, inputs, absent } = await foresee(given, project);
    const nothingDone: Outlook = { pending: whole.stages, barred: new Set() };
    const stored = await withStore(project, async (store) => ({
      outlook: await outlookOf(whole, store),
      scores: await scoresOf(whole, store),
    }));
    const { outlook, scores } = stored ?? { outlook: nothingDone, scores: [] };
    const totals = totalsOf(whole, outlook);
    const hypotheses = plannedHypotheses(whole);
    const pending = outlook.pending.map(({ key }) => key);
    const workers = capacityOf(whole.experiment);
    const foreseeable = outlook.pending.filter((stage) => isFinite(bytesOf(stage)));
    const memory = memoryNeed(foreseeable, { workers, machine: machineMemory() });
    const foreseen = await foreseeHypotheses({ plan: whole, sizes: inputs, known: scores });
    const about = { outlook, totals, engine, memory, foreseen };
    const shown = {
      plan: whole,
      engine,
      pending,
      totals,
      memory: shownMemory(memory),
      hypotheses,
      decidability: foreseen.decidability,
      data: known,
      missing: absent,
    };
    if (json) printJson(shown);
    else print([render(whole, about), ...remarkLines(known), ...missingLines(absent)].join('\n'));
    return EXIT.ok;
  },
};

interface Foreseen {
  readonly decidability: readonly Decidability[];
  readonly lines: readonly string[];
}

/** Which hypotheses the design can decide; the statistics, which take half a second to load, only where there are some. */
async function foreseeHypotheses(known: Beforehand): Promise<Foreseen> {
  if (!hasHypotheses(known.plan)) return { decidability: [], lines: [] };
  const { decidabilityOf } = await import('../../results/decidability.js');
  const { decidabilityLines } = await import('../terminal/decidability.js');
  const decidability = decidabilityOf(known);
  return { decidability, lines: decidabilityLines(decidability) };
}

const hasHypotheses = ({ experiment }: Plan): boolean => Object.keys(experiment.hypotheses).length > 0;

/** What is known of how seeds differ: in this plan, and in the experiment of this name as it was run last. */
async function scoresOf(whole: Plan, store: Store): Promise<readonly Recorded[]> {
  if (!hasHypotheses(whole)) return [];
  const before = await store.loadPlan(whole.experiment.name);
  const plans = before === null ? [whole] : [whole, before];
  return Promise.all(plans.map((one) => readScores(store, one)));
}

/** How many stages run at once by themselves. */
const capacityOf = ({ engine }: Plan['experiment']): number => EXECUTORS[DEFAULT_EXECUTOR].capacity(engine);

interface Totals {
  readonly stages: number;
  readonly cached: number;
  readonly flops: number;
  /** Of work, on one worker. */
  readonly workSeconds: number;
  /** Of time, on the workers that the experiment asks for. */
  readonly seconds: number;
  readonly bytes: number;
}

function totalsOf({ stages, experiment }: Plan, { pending, barred }: Outlook): Totals {
  const sum = (pick: (stage: Stage) => number): number =>
    pending
      .map(pick)
      .filter(isFinite)
      .reduce((total, amount) => total + amount, 0);
  const workSeconds = sum(({ estimate }) => estimate.seconds);
  return {
    stages: stages.length,
    cached: stages.length - pending.length - barred.size,
    flops: sum(({ estimate }) => estimate.flops),
    workSeconds,
    seconds: workSeconds / Math.min(capacityOf(experiment), Math.max(1, pending.length)),
    bytes: sum(({ estimate }) => estimate.bytes),
  };
}

function render(
  plan: Plan,
  about: {
    outlook: Outlook;
    totals: Totals;
    engine: string;
    memory: MemoryNeed;
    foreseen: Foreseen;
  },
): string {
  const { stages, trials, variants, experiment } = plan;
  const missing = new Set(about.outlook.pending.map(({ key }) => key));
  const stateOf = ({ key }: Stage): string =>
    about.outlook.barred.has(key) ? 'diverged' : missing.has(key) ? 'to do' : 'done';
  const heading = ['stage', 'key', 'state', 'parameters', 'FLOPs', 'time', 'disk', 'memory'];
  const rows = stages.map((stage) => rowOf(stage, stateOf(stage)));
  const count = `${counted(variants.length, 'variant')} × ${counted(experiment.seeds.length, 'seed')}`;
  return [
    `${bold(experiment.name)}: ${count} = ${counted(trials.length, 'trial')}, engine ${about.engine}`,
    '',
    renderTable([heading, ...rows], [3, 4, 5, 6, 7]),
    '',
    `${counted(stages.length, 'stage')} (${kindCounts(stages)}), ${about.totals.cached} done already`,
    renderTotals(about.totals, capacityOf(experiment)),
    ...(about.memory.largest === null ? [] : [memoryLine(about.memory)]),
    ...warningsOf(about.memory),
    dim(ESTIMATED),
    ...(stages.some(isUnknown) ? [dim(RESTS_ON_ABSENT)] : []),
    ...hypothesisLines(plannedHypotheses(plan)),
    ...about.foreseen.lines,
  ].join('\n');
}

/** The stage by its key: it is in the plan. */
const shownMemory = ({ largest, ...need }: MemoryNeed): object => ({
  largest: largest?.key ?? null,
  ...need,
});

function warningsOf(memory: MemoryNeed): readonly string[] {
  const shortage = memoryShortage(memory);
  return shortage === null ? [] : [bold(`Too large for this machine: ${shortage}`)];
}

const renderTotals = ({ flops, seconds, bytes }: Totals, workers: number): string =>
  `To do: ${formatCount(flops, 'FLOP')}, about ${formatSeconds(seconds)} on ${counted(workers, 'worker')}, ` +
  `up to ${formatBytes(bytes)} of disk`;

function rowOf(stage: Stage, state: string): string[] {
  const { label, key, estimate } = stage;
  const { parameters, flops, seconds, bytes } = estimate;
  return [
    label,
    isUnknown(stage) ? 'unknown*' : key.slice(0, SHOWN_DIGITS),
    state,
    parameters === null ? '–' : formatCount(parameters),
    flops === 0 ? '–' : amount(flops, formatCount),
    amount(seconds, formatSeconds),
    amount(bytes, formatBytes),
    amount(bytesOf(stage), formatBytes),
  ];
}

/** "1 tokenize, 3 pretrain, …" in the order of the plan's first of each. */
function kindCounts(stages: readonly Stage[]): string {
  const counts = new Map<string, number>();
  for (const { spec } of stages) counts.set(spec.kind, (counts.get(spec.kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}
