/**
 * The report as data, in the order of the page: numbers and labels, no markup. Scores are shares of 1; what is absent
 * is null, never 0. Every table, chart and format is drawn from this and reads nothing else.
 */
import type { Level } from '../experiment/schema.js';
import type { ScheduleName } from '../training/schedules.js';
import type { TaskName } from '../tasks/index.js';
import type { TrainedOn } from '../stages/overlap/overlap.js';
import type { StageKind } from '../stages/index.js';
import type { TestName } from '../statistics/comparison.js';
import type { ReportProvenance } from './model-provenance.js';

export { buildReport } from './read.js';
export type { ReportProvenance } from './model-provenance.js';

export interface Report {
  /** Name of the experiment. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What runs it again, as one types it. */
  readonly command: string;
  /** What is special about the data; empty: nothing. */
  readonly marks: readonly DataMark[];
  /** The marks in one line, to be put on every table and chart; null: nothing to mark. */
  readonly mark: string | null;
  /** What was asked: options, sweep, seeds. */
  readonly asked: readonly Line[];
  /** What was run. */
  readonly run: RunCounts;
  readonly table: MainTable;
  /** The same rows in full: every evaluation split and every metric. Nothing is marked best. For CSV and appendices. */
  readonly details: MainTable;
  /** One for each factor that varies (design `list`: one for all variants). */
  readonly ablations: readonly Ablation[];
  /** Of a grid of several factors: each level against the mean of all levels. */
  readonly mainEffects: readonly Ablation[];
  /** What the experiment hypotheses, in the order of the file, and what came of it. */
  readonly hypotheses: readonly JudgedHypothesis[];
  /** Hypotheses that were saved with the experiment once and are in its file no more, in the order they were written. */
  readonly withdrawnHypotheses: readonly WithdrawnHypothesis[];
  /** Learning rate by update, one curve for each distinct schedule of a phase. */
  readonly learningRates: readonly LearningRateCurve[];
  /** Pre-training loss by update; variants that share their pre-trainings share a curve. */
  readonly losses: readonly LossCurve[];
  /** Mean score against cost, one point a variant. */
  readonly costs: readonly CostPoint[];
  /** Parameters by number of heads: GPT-1's width first, then the experiment's own. */
  readonly parameters: readonly ParameterGroup[];
  /** One real example of each task as the model saw it. */
  readonly inputs: readonly TaskInput[];
  /** What evaluated items share with what was trained on. */
  readonly leaks: Leaks;
  /** Cost of the stages, by kind: foreseen and measured. Kinds that the plan lacks are left out. */
  readonly stageCosts: readonly StageCost[];
  readonly failures: readonly Failure[];
  /** Machine, program and packages; empty where none was recorded. */
  readonly environment: readonly Line[];
  readonly dataHashes: readonly DataHash[];
  /** Where each number of the main table comes from. */
  readonly provenance: ReportProvenance;
}

/** A name and what it is, as text. */
export interface Line {
  readonly label: string;
  readonly value: string;
}

export interface DataMark {
  readonly kind: 'synthetic' | 'truncated';
  /** A sentence without its full stop, e.g. "synthetic data (miniature)". */
  readonly text: string;
}

export interface RunCounts {
  readonly trials: StateCounts;
  readonly stages: StateCounts;
  /** The same and more, for people. */
  readonly lines: readonly Line[];
}

/** A trial is done when all its stages are, failed when one of them is, else diverged when one of them is. */
export interface StateCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly diverged: number;
  readonly missing: number;
}

/** Rows: variants in the plan's order, then baselines, then the published row. */
export interface MainTable {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  /** What ± means here, how the best is marked, where published figures come from: full sentences. */
  readonly notes: readonly string[];
}

export interface Column {
  readonly task: TaskName;
  /** An evaluation split of the task, or `all`: pooled over them. */
  readonly split: string;
  /** E.g. "MNLI-m". */
  readonly label: string;
  /** E.g. "accuracy" or "F1". */
  readonly metric: string;
  /** Which way is better, as an arrow. */
  readonly direction: '↑' | '↓';
}

export type RowRole = 'variant' | 'baseline' | 'published';

export interface TableRow {
  readonly role: RowRole;
  /** "reference", "heads=8", "bag-of-words", "GPT-1, published (117M parameters, …)". */
  readonly label: string;
  /** Every factor's level; empty but for variants. */
  readonly levels: Readonly<Record<string, Level>>;
  /** One a column. */
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** Mean over the runs, a share of 1; null: absent, see `absent`. */
  readonly mean: number | null;
  /** Over seeds; of a single run, over examples. */
  readonly interval: Interval | null;
  /** Over the evaluated examples, whatever the number of runs; null where it is not known. */
  readonly examples: Interval | null;
  /** Runs that the mean is over; null where nobody told (published). */
  readonly n: number | null;
  /** Marked best of its column; the rule is in the table's notes. */
  readonly best: boolean;
  /** Where it differs from the reference's after correction for the whole table; null: it is not known to differ. */
  readonly fromReference: 'above' | 'below' | null;
  /** Seeds of its trials whose training diverged; where there is one, the cell has no mean. */
  readonly diverged: readonly number[];
  /** Why there is no mean, e.g. "not run yet", "failed", "diverged 1/3", "not published"; null where there is one. */
  readonly absent: string | null;
  /** Every run with a score, by seed; empty for published figures. */
  readonly runs: readonly CellRun[];
  /** Number of its origin (`provenance.origins`), of the main table's cells; null: it has none. */
  readonly origin: number | null;
}

export interface CellRun {
  readonly seed: number;
  readonly value: number;
  /** Key of the stage that it can be traced to; null for a mean over tasks. */
  readonly stage: string | null;
}

/**
 * A 95 % confidence interval. `seeds`: Student's t over the runs of two seeds or more; of a difference, with what the
 * examples add (statistics/comparison.ts). `examples`: over the evaluated examples, not centred on the mean.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** (high − low) / 2. */
  readonly halfWidth: number;
  readonly over: 'seeds' | 'examples';
}

export interface Ablation {
  /** The option's path; "variant" for the design `list`. */
  readonly factor: string;
  /** Short, e.g. "heads". */
  readonly label: string;
  /** The level that the others are compared with. */
  readonly reference: string;
  /** The levels other than the reference, in the order of the file. */
  readonly levels: readonly AblationLevel[];
}

export interface AblationLevel {
  readonly level: string;
  /** One for each column of the main table, then one for the mean over the tasks. */
  readonly deltas: readonly Delta[];
}

/** Level minus reference, in shares of 1: seeds are blocks and examples pairs. */
export interface Delta {
  /** Label of the column, or "mean". */
  readonly column: string;
  /** Null: no seed has both. */
  readonly mean: number | null;
  readonly interval: Interval | null;
  /** Seeds compared. */
  readonly n: number;
  /** Two-sided; null where there is no test. */
  readonly p: number | null;
  readonly test: TestName | null;
  /** p after Holm's correction for all deltas of all factors. */
  readonly adjustedP: number | null;
  /** Whether adjustedP is below 0.05. */
  readonly differs: boolean;
  /** In deviations of one seed's difference (Hedges). */
  readonly effect: number | null;
  /** What would have been found with a chance of 80 %, before correction; a share of 1. */
  readonly detectable: number | null;
  /** Seeds beyond these that would find half a point with a chance of 80 %; null: not known, or no number would. */
  readonly moreSeeds: number | null;
}

/** `untested`: this experiment cannot tell. Supported: every part holds; refuted: of some part the contrary does. */
export type Verdict = 'supported' | 'refuted' | 'undecided' | 'untested';

export interface JudgedHypothesis {
  readonly name: string;
  /** The hypothesis, a sentence. */
  readonly hypothesis: string;
  /** What of the results it is judged by, in words. */
  readonly expectation: string;
  readonly verdict: Verdict;
  /** Why it is not tested; null where it is. */
  readonly reason: string | null;
  readonly parts: readonly HypothesisPart[];
  readonly written: HypothesisTime;
}

/** One comparison on one column. Differences and bounds are shares of 1, nats a token, or numbers of parameters. */
export interface HypothesisPart {
  /** E.g. "pretraining against scratch". */
  readonly comparison: string;
  /** E.g. "SST-2", "mean", "held-out loss". */
  readonly column: string;
  readonly unit: 'share' | 'nats' | 'parameters';
  /** Where the difference should lie; null: no bound on that side. Of parameters: exactly 0. */
  readonly expected: { readonly low: number | null; readonly high: number | null };
  /** Null: nothing has both. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** Seeds compared. */
  readonly n: number;
  /** For or against the part, whichever the difference speaks for; null where there is no test. */
  readonly p: number | null;
  /** After Holm's correction for all parts of all hypotheses. */
  readonly adjustedP: number | null;
  /** What would have been told from 0 with a chance of 80 %, before correction. */
  readonly detectable: number | null;
  /** `contrary`: the difference is shown to lie beyond the bounds. */
  readonly state: 'holds' | 'contrary' | 'open';
  /** Why there is no test; null where there is one. */
  readonly absent: string | null;
}

/** When a hypothesis was first saved, against the trainings and evaluations that its verdict rests on. */
export interface HypothesisTime {
  /** ISO 8601; null: not recorded. */
  readonly at: string | null;
  /** Stages of these that are done and had started by then. */
  readonly existing: number;
  /** All of these, done or not. */
  readonly results: number;
}

export interface WithdrawnHypothesis {
  readonly hypothesis: string;
  readonly at: string;
}

export interface LearningRateCurve {
  readonly phase: 'pretrain' | 'finetune';
  readonly schedule: ScheduleName;
  /** E.g. "pre-training · warmup-cosine". */
  readonly label: string;
  /** Variants that use it. */
  readonly variants: readonly string[];
  /** Updates in all; of the first task for fine-tuning. */
  readonly total: number;
  /** From the schedule's formula: at most some 400 points, first and last included. */
  readonly declared: readonly RatePoint[];
  /** What a training recorded; empty before one is done. */
  readonly recorded: readonly RatePoint[];
}

export interface RatePoint {
  readonly step: number;
  readonly rate: number;
}

export interface LossCurve {
  /** E.g. "reference" or "reference, heads=8" where these share their pre-trainings. */
  readonly label: string;
  readonly variants: readonly string[];
  readonly split: 'train' | 'heldout';
  /** By step; nats a token. Low and high: the lowest and highest seed. */
  readonly points: readonly LossPoint[];
}

export interface LossPoint {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Seeds. */
  readonly n: number;
}

export interface CostPoint {
  readonly variant: string;
  /** Mean over the tasks, a task's columns counting as one, seed by seed; absent where a task is. */
  readonly score: Cell;
  /** Means a trial, over its stages: what one would pay for it alone. Null where a stage is not done. */
  readonly seconds: number | null;
  /** Of its trainings and evaluations, by formula. */
  readonly flops: number | null;
}

export interface ParameterGroup {
  /** E.g. "GPT-1: 12 layers of width 768, 40,478 entries". */
  readonly label: string;
  readonly layers: number;
  readonly width: number;
  readonly rows: readonly ParameterRow[];
}

export interface ParameterRow {
  readonly heads: number;
  /** Width of one head. */
  readonly headWidth: number;
  /** Weights of one layer's attention, biases not counted. */
  readonly attention: number;
  /** All trainable numbers of the language model. */
  readonly total: number;
  /** As counted in weights that were trained with this number of heads; null where none were. */
  readonly counted: number | null;
}

export interface TaskInput {
  readonly task: TaskName;
  readonly title: string;
  readonly format: 'delimiters' | 'prompt';
  /** The transformation in words, e.g. "one sequence an option: article and question, delimiter, option". */
  readonly how: string;
  readonly split: string;
  readonly id: string;
  /** The right class. */
  readonly label: string;
  readonly fields: readonly Line[];
  readonly sequences: readonly (readonly InputToken[])[];
}

export interface InputToken {
  /** An entry of the tokenizer as it is written there, e.g. "the</w>". */
  readonly text: string;
  /** Start, delimiter or extract. */
  readonly special: boolean;
}

/** Counts are means over what seeds and variants drew to train on; whole where all was used. */
export interface Leaks {
  /** Overlap stages: of the plan, and not done. */
  readonly counts: { readonly planned: number; readonly missing: number };
  readonly training: readonly LeakTraining[];
  /** Evaluation splits that were looked at; empty: none was. */
  readonly splits: readonly LeakSplit[];
  /** Variants, then baselines. */
  readonly rows: readonly LeakRow[];
}

export interface LeakTraining {
  readonly task: TaskName;
  readonly title: string;
  readonly examples: number;
  /** Say text and label of an earlier one again. */
  readonly repeated: number;
  /** Their text stands with another label, too. */
  readonly contradictory: number;
}

export interface LeakSplit {
  readonly task: TaskName;
  readonly split: string;
  /** E.g. "MNLI-m". */
  readonly label: string;
  readonly items: number;
  /** Items that are shorter than an n-gram. */
  readonly short: number;
  readonly overlapping: Readonly<Record<TrainedOn, number>>;
  /** Items that share at least one n-gram. */
  readonly touched: Readonly<Record<TrainedOn, number>>;
  /** Items whose text is a training example's; of them, those that one gives another label. */
  readonly copies: number;
  readonly contradicted: number;
}

export interface LeakRow {
  readonly role: Exclude<RowRole, 'published'>;
  readonly label: string;
  /** One a split. */
  readonly cells: readonly Readonly<
    Record<TrainedOn, { readonly clean: LeakPart; readonly overlapping: LeakPart }>
  >[];
}

export interface LeakPart {
  /** Evaluated items of this kind; null: none was evaluated yet. */
  readonly items: number | null;
  /** Accuracy on them. */
  readonly cell: Cell;
}

export interface StageCost {
  readonly kind: StageKind;
  readonly counts: StateCounts;
  /** Of the stages that are done. Null where none is. */
  readonly seconds: number | null;
  /** Foreseen for the same stages. */
  readonly estimatedSeconds: number | null;
  /** Of the same, by formula. */
  readonly flops: number | null;
  /** Measured by foreseen seconds. */
  readonly ratio: number | null;
}

export interface Failure {
  readonly label: string;
  readonly key: string;
  readonly error: string;
  /** Trials that lack their result for it, e.g. "heads=8, seed 2". */
  readonly trials: readonly string[];
}

export interface DataHash {
  /** E.g. "corpus miniature" or "SST-2 (miniature)". */
  readonly what: string;
  /** Null: the corpus. */
  readonly task: TaskName | null;
  readonly sha256: string;
}
