/** Which hypotheses a plan can decide, as far as is known before it is run. */
import { isDeepStrictEqual } from 'node:util';
import type { Contrast } from '../experiment/contrasts.js';
import type { Hypothesis } from '../experiment/schema.js';
import { plannedHypotheses } from '../plan/hypotheses.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import type { Plan } from '../plan/plan.js';
import { evaluatedExamples } from '../stages/inputs.js';
import type { PlanInputs } from '../stages/inputs.js';
import { compare } from '../statistics/comparison.js';
import { leastReach, leastSpread, reach, seedsFor } from '../statistics/foreseen.js';
import type { Design, Judged } from '../statistics/foreseen.js';
import { METRICS } from '../statistics/metrics.js';
import { TASKS } from '../tasks/index.js';
import { mainColumns } from './columns.js';
import { comparedOf } from './compared.js';
import type { Compared } from './compared.js';
import { weightsOf } from './contrasts.js';
import { untestedOf } from './hypotheses.js';
import type { Untested } from './hypotheses.js';
import { measuresOf } from './hypothesis-measures.js';
import type { Measure } from './hypothesis-measures.js';
import { marginOf } from './hypothesis-parts.js';
import { unrecorded } from './recorded.js';
import type { Recorded } from './recorded.js';
import { scoreTable } from './scores.js';

/** Of one hypothesis. */
export interface Decidability {
  readonly name: string;
  /** As the file declares it. */
  readonly declared: Hypothesis;
  /**
   * `counted`: it needs no test. `hardly`: by what is known or assumed, the chance is below 80 %. `impossible`: not at all,
   * or not unless its variants differ on fewer examples than is assumed.
   */
  readonly outlook: 'counted' | 'untested' | 'decidable' | 'hardly' | 'impossible';
  /** Null unless it is untested. */
  readonly untested: Untested | null;
  /** Why it is impossible where no number of examples would do; else null. */
  readonly obstacle: 'one-seed' | 'shared' | null;
  /** Of its hardest comparison; null where there is none to foresee. */
  readonly foreseen: Foreseen | null;
}

/** Shares of 1, or nats per token. */
export interface Foreseen {
  readonly unit: Measure['unit'];
  /** Name of the column. */
  readonly column: string;
  readonly seeds: number;
  /** Evaluated; null: nothing is assumed of them, as of losses and of numbers. */
  readonly examples: number | null;
  /** Corrected together: all comparisons of all hypotheses. */
  readonly tests: number;
  readonly margin: number;
  /** Deviation of the difference from seed to seed that the examples alone make. */
  readonly least: number;
  readonly observed: Observed | null;
  /** Half width of the interval that the examples alone make, at least. */
  readonly leastHalf: number;
  /** How far within its bounds a difference must lie to be found with a chance of 80 %, in deviations from seed to seed. */
  readonly reach: number;
  /** Deviation up to which it is decided with that chance if there is no difference; null: a difference is expected. */
  readonly limit: number | null;
  /** Difference that is found with that chance where one is expected; null: none is, or nothing tells the deviation. */
  readonly detectable: number | null;
  /** What would do, all else equal; null: nothing is missing, or nothing would. */
  readonly enough: Enough | null;
}

export interface Enough {
  readonly seeds: number | null;
  readonly examples: number | null;
  readonly margin: number;
}

/** A deviation of the difference from seed to seed in results that there are. */
export interface Observed {
  readonly spread: number;
  /** Degrees of freedom that each seed but one adds to it: more than 1 where it is the pooled one (noise.ts). */
  readonly freedom: number;
  /** `these`: between the variants compared; `others`: the largest between others of the experiment. */
  readonly of: 'these' | 'others';
}

export interface Beforehand {
  readonly plan: Plan;
  readonly sizes: Pick<PlanInputs, 'taskSizes'>;
  /** What results tell: those of this plan first, then those of the experiment as it was before. */
  readonly known: readonly Recorded[];
}

/** In the order of the file. Pure. */
export function decidabilityOf({ plan, sizes, known }: Beforehand): readonly Decidability[] {
  const own = sourceOf(unrecorded(plan));
  const sources = known.map(sourceOf);
  const questions = plannedHypotheses(plan).map((one) => questionOf(one, own, sources));
  const tests = questions.reduce((sum, { parts }) => sum + parts.length, 0);
  return questions.map((question) => answered(question, { plan, sizes, tests }));
}

interface Source {
  readonly recorded: Recorded;
  readonly compared: Compared;
}

const sourceOf = (recorded: Recorded): Source => ({
  recorded,
  compared: comparedOf(recorded, scoreTable(recorded, mainColumns(recorded.plan.experiment))),
});

/** One comparison on one column, with what is known of how seeds differ. */
interface Part {
  readonly contrast: Contrast;
  readonly measure: Measure;
  readonly observed: Observed | null;
}

interface Question {
  readonly planned: PlannedHypothesis;
  readonly untested: Untested | null;
  readonly parts: readonly Part[];
}

function questionOf(planned: PlannedHypothesis, own: Source, known: readonly Source[]): Question {
  const untested = untestedOf(planned, own.recorded);
  if (untested !== null || planned.contrasts.length === 0) return { planned, untested, parts: [] };
  const told = known.flatMap(({ recorded, compared }) => measuresOf(planned, recorded, compared));
  const parts = planned.contrasts.flatMap((contrast) =>
    measuresOf(planned, own.recorded, own.compared).map((measure) => {
      const same = told.filter((one) => isSame(one, measure));
      return { contrast, measure, observed: observedIn(same, contrast) };
    }),
  );
  return { planned, untested, parts };
}

/** A mean is another one over other tasks. */
const isSame = (one: Measure, other: Measure): boolean =>
  one.column === other.column && isDeepStrictEqual(one.scored, other.scored);

/** Between the variants compared, where it is first known of two seeds of both; else between any others. */
function observedIn(measures: readonly Measure[], contrast: Contrast): Observed | null {
  const [own] = measures.flatMap((measure) => spreadBetween(measure, contrast) ?? []);
  if (own !== undefined) return { ...own, of: 'these' };
  const [first, ...others] = measures.flatMap(spreadsOfPairs);
  if (first === undefined) return null;
  const widest = others.reduce((most, one) => (one.spread > most.spread ? one : most), first);
  return { spread: widest.spread, freedom: 1, of: 'others' };
}

type Spread = Pick<Observed, 'spread' | 'freedom'>;

function spreadBetween(measure: Measure, { pairs }: Contrast): Spread | null {
  const names = measure.rows.flat();
  const isThere = pairs.every(({ level, reference }) => names.includes(level) && names.includes(reference));
  return isThere ? deviationOf(measure, weightsOf(pairs, measure.rows)) : null;
}

function spreadsOfPairs(measure: Measure): readonly Spread[] {
  const { rows } = measure;
  const weightsOfPair = (from: number, to: number): readonly number[] =>
    rows.map((_, row) => Number(row === to) - Number(row === from));
  return rows.flatMap((_, to) =>
    rows.slice(0, to).flatMap((__, from) => deviationOf(measure, weightsOfPair(from, to)) ?? []),
  );
}

/** Null: fewer than two seeds, or seeds that do not differ, which tell nothing of others. */
function deviationOf({ columns }: Measure, weights: readonly number[]): Spread | null {
  if (weights.every((weight) => weight === 0)) return null;
  const { n, noise } = compare(columns, weights);
  if (noise === null || !noise.deviation) return null;
  return { spread: noise.deviation, freedom: noise.seedDf / (n - 1) };
}

interface Setting {
  readonly plan: Plan;
  readonly sizes: Beforehand['sizes'];
  readonly tests: number;
}

function answered({ planned, untested, parts }: Question, setting: Setting): Decidability {
  const { name, hypothesis: declared } = planned;
  const about = { name, declared, untested, obstacle: null, foreseen: null };
  if (untested !== null) return { ...about, outlook: 'untested' };
  if (parts.length === 0) return { ...about, outlook: 'counted' };
  const obstacle = obstacleOf(parts, setting.plan);
  if (obstacle !== null) return { ...about, outlook: 'impossible', obstacle };
  const all = parts.map((part) => foreseenOf(declared, part, setting));
  const needOf = (one: Foreseen): number => one.reach * spreadOf(one);
  const hardest = all.reduce((worst, one) => (needOf(one) > needOf(worst) ? one : worst));
  return { ...about, outlook: outlookOf(hardest), foreseen: hardest };
}

function obstacleOf(parts: readonly Part[], { experiment }: Plan): Decidability['obstacle'] {
  if (experiment.seeds.length < 2) return 'one-seed';
  const isShared = ({ contrast, measure }: Part): boolean =>
    weightsOf(contrast.pairs, measure.rows).every((weight) => weight === 0);
  return parts.some(isShared) ? 'shared' : null;
}

const designOf = ({ expect }: Hypothesis, observed: Observed | null, { plan, tests }: Setting): Design => ({
  seeds: plan.experiment.seeds.length,
  tests,
  bounds: expect === 'equivalent' ? 2 : 1,
  freedom: observed?.freedom ?? 1,
});

/** What is known of how far seeds differ, else what is sure. */
const spreadOf = ({ observed, least }: Pick<Foreseen, 'observed' | 'least'>): number =>
  observed?.spread ?? least;

function foreseenOf(declared: Hypothesis, { contrast, measure, observed }: Part, setting: Setting): Foreseen {
  const { unit, column } = measure;
  const design = designOf(declared, observed, setting);
  const judged = judgedOf(measure, setting);
  const margin = marginOf(declared, unit);
  const least = leastSpread(judged) / Math.sqrt(contrast.pairs.length);
  const far = reach(design);
  const isGap = ['better', 'increasing'].includes(declared.expect);
  const limit = isGap ? null : margin / far;
  const spread = spreadOf({ observed, least });
  const isLacking = limit !== null && spread > limit;
  const telling = observed === null ? judged : null;
  return {
    unit,
    column,
    seeds: design.seeds,
    examples: examplesOf(judged),
    tests: design.tests,
    margin,
    least,
    observed,
    leastHalf: leastReach(design) * least,
    reach: far,
    limit,
    detectable: isGap && spread > 0 ? margin + far * spread : null,
    enough: isLacking ? enoughFor({ design, margin, spread, far, judged: telling }) : null,
  };
}

interface Lacking {
  readonly design: Design;
  readonly margin: number;
  readonly spread: number;
  readonly far: number;
  /** Null: the deviation was observed, and more examples may not lower it. */
  readonly judged: readonly Judged[] | null;
}

/** The deviation that examples make falls with the root of their number. */
function enoughFor({ design, margin, spread, far, judged }: Lacking): Enough {
  const excess = ((far * spread) / margin) ** 2;
  const all = judged === null ? null : examplesOf(judged);
  return {
    seeds: seedsFor(design, margin, spread),
    examples: all === null ? null : Math.ceil(excess * all),
    margin: far * spread,
  };
}

function examplesOf(judged: readonly Judged[]): number | null {
  const all = judged.reduce((sum, { examples }) => sum + examples, 0);
  return judged.length === 0 || !Number.isFinite(all) ? null : all;
}

/** The examples of each column: of a split of several, its part of them, for sizes are known by task. */
function judgedOf({ columns, scored }: Measure, { plan, sizes }: Setting): readonly Judged[] {
  return scored.map(({ task, split, metric }, index) => {
    const all = evaluatedExamples(task, plan.experiment.evaluate.maxExamples, sizes);
    const parts = split === 'all' ? 1 : TASKS[task].splits.length;
    // Of a correlation of numbers nothing is assumed: examples without end.
    const examples = METRICS[metric].on === 'range' ? Infinity : Math.floor(all / parts);
    return { weight: columns[index]!.weight, examples };
  });
}

function outlookOf(foreseen: Foreseen): Decidability['outlook'] {
  const { unit, limit, detectable, margin, leastHalf, observed } = foreseen;
  if (limit === null) return unit === 'share' && (detectable ?? 0) >= 1 ? 'hardly' : 'decidable';
  if (observed === null && leastHalf > margin) return 'impossible';
  return spreadOf(foreseen) > limit ? 'hardly' : 'decidable';
}
