/**
 * The contract of a stage. A kind of stage is a folder: `declare.ts` says all that others must know of it, as pure data
 * and formulas; `run.ts` does it. stages/index.ts maps kinds to the two; whoever plans, runs or reports loops over it.
 */
import type { PlannedFile } from '../datasets/planned.js';
import type { EngineSettings } from '../engines/index.js';
import type { Experiment, OptionPath } from '../experiment/schema.js';
import type { ModelOptions } from '../models/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Earlier, TrainingEvent } from '../training/events.js';
import type { ScheduleOptions } from '../training/schedules.js';
import type { PlanInputs } from './inputs.js';
import type { Facts, StageResult } from './result.js';

/** What a stage computes. Hashes are sha256 of the data's bytes; inputs are in it as their keys. */
export interface Spec {
  readonly kind: string;
}

/** Peak memory of the process that does a stage, in bytes, by what holds it. */
export interface Memory {
  /** Node.js, the program and the engine, before they hold anything. */
  readonly program: number;
  /** Weights with their gradients and moments, and the copies that a checkpoint is written from. */
  readonly weights: number;
  /** What a batch makes on its way through the model. */
  readonly activations: number;
  /** Texts, tokens and examples. */
  readonly data: number;
}

/** Cost foreseen. Seconds assume the given rate of one worker; parameters are absent (null) where there is no model. */
export interface Estimate {
  readonly parameters: number | null;
  readonly flops: number;
  readonly seconds: number;
  /** Of disk. */
  readonly bytes: number;
  readonly memory: Memory;
}

/** A stage of a plan; `Stage` of stages/index.ts is that of any kind. */
export interface PlannedStage<S extends Spec> {
  /** 64 hex digits: sha256 of the stage's identity (plan/keys.ts). */
  readonly key: string;
  readonly spec: S;
  /** Keys of the stages whose artifacts it reads. */
  readonly inputs: readonly string[];
  /** For people, e.g. "finetune race · heads=8 · seed 2". */
  readonly label: string;
  readonly estimate: Estimate;
}

/** What a stage is planned for, once: the experiment (it is then no part of a trial), a trial, or a task of a trial. */
export type Scope = 'experiment' | 'trial' | 'task';

/** Where in an experiment a stage is planned. */
export interface Place {
  /** Resolved; that of the variant, within a trial. */
  readonly experiment: Experiment;
  readonly inputs: PlanInputs;
}

export interface TrialPlace extends Place {
  readonly variant: string;
  readonly seed: number;
  /** Key of the stage of that kind in this trial (and of this task). Throws an Error where none was planned before. */
  keyOf(kind: string): string;
}

export interface TaskPlace extends TrialPlace {
  readonly task: TaskName;
}

/** Of a stage to plan: what it computes, and its label. */
export interface Draft<S extends Spec> {
  readonly spec: S;
  readonly label: string;
}

/** A name of an option, "finetune.inputFormat", or of a section, which stands for all options in it: "finetune". */
export type ReadOptions = OptionPath | SectionOf<OptionPath>;
type SectionOf<P> = P extends `${infer Section}.${string}` ? Section : never;

/**
 * What a stage records: `losses` of training, step by step; `heldout-loss` of a language model; `length-losses`, the same by context length; `parameters` (their
 * number, a fact); `scores`: predictions and the metrics of them, which score a row of the main table; `overlaps`.
 */
export type Yield = 'losses' | 'heldout-loss' | 'length-losses' | 'parameters' | 'scores' | 'overlaps';

/** What a kind of stage says of itself. Pure: imports no tensor library and touches no file. `Y`: what it yields. */
export interface Declaration<S extends Spec, At extends Scope = Scope, Y extends Yield = Yield> {
  readonly kind: S['kind'];
  /** Raise it when the stage computes something else than before: its stored results are then computed anew. */
  readonly version: number;
  readonly scope: At;
  /** The stages that a place asks for, in their order. */
  plan(place: PlaceOf<At>): readonly Draft<S>[];
  /** Fields of the spec that hold keys of other stages, each called like their kind; null in one: it reads none. */
  readonly inputs: readonly string[];
  /** Field of the spec that holds the hash of the data that it reads; null: it reads artifacts alone. */
  readonly data: string | null;
  /**
   * Options that its identity reads for itself, whatever its inputs read. What says for which variant, seed or task it is
   * planned is not among them: that is its place.
   */
  readonly reads: readonly ReadOptions[];
  /** Of the sections among `reads`, what the identity leaves out: it changes no result of this stage. */
  readonly ignores: readonly OptionPath[];
  /** Everything that the result depends on, JSON; without kind and version, which every identity has. */
  identity(spec: S, numericsVersion: string): object;
  /** What fields of the identity are called to people where they are not called like the option behind them. */
  readonly names: Readonly<Record<string, string>>;
  /** What it is set to do, in words, for the report's setup. `grouped` writes a large number. */
  describe?(experiment: Experiment, grouped: (count: number) => string): readonly Described[];
  /** Foreseen cost; seconds at `inputs.rate`. */
  estimate(spec: S, place: Place): Estimate;
  /** `one`: it computes with no engine, on one thread; `engine`: on as many as it is given. */
  readonly threads: 'one' | 'engine';
  /** Files that it leaves for others, and how their damage is found; null: it leaves none. */
  readonly artifacts: Artifacts | null;
  readonly yields: readonly Y[];
  /** For what scores a row that is no variant's: the row's name. */
  row?(spec: S): string;
  /** What options come to in a finished stage, such as the number of all examples for null; null: the facts do not say. */
  amounts?(spec: S, facts: Facts): Readonly<Partial<Record<OptionPath, number | null>>>;
  /** Of what trains: what its curves are called, and the learning rate that it declares. */
  readonly training?: Training<S>;
  /** Of what leaves a model's weights: what they are the weights of. */
  model?(spec: S): StageModel;
}

/** A model that a stage trained. */
export interface StageModel {
  readonly options: ModelOptions;
  /** Key of the stage that left its tokenizer. */
  readonly tokenizer: string;
  /** What it was fine-tuned on; null: it is a language model. */
  readonly task: TaskName | null;
}

/** What some options are called together, and what they say. */
export interface Described {
  readonly label: string;
  readonly value: string;
}

export interface Training<S> {
  /** E.g. "Pre-training". */
  readonly title: string;
  rates(spec: S): Rates;
}

/** A learning rate as declared. Warm-up in steps or as a fraction of all; the length in steps, or it follows from the data. */
export interface Rates extends ScheduleOptions {
  readonly peak: number;
  readonly warmup: { readonly steps: number } | { readonly fraction: number };
  readonly length: { readonly steps: number } | { readonly epochs: number; readonly batchSize: number };
}

interface Places {
  readonly experiment: Place;
  readonly trial: TrialPlace;
  readonly task: TaskPlace;
}
type PlaceOf<At extends Scope> = Places[At];

/** `tensors`: one file that holds its own hash; `sealed`: files with a list of their hashes beside them. */
export interface Artifacts {
  readonly format: 'tensors' | 'sealed';
  readonly files: readonly string[];
}

/** "finetune race · heads=8 · seed 2". */
export const trialLabel = (what: string, { variant, seed }: TrialPlace): string =>
  `${what} · ${variant} · seed ${seed}`;

/** What a run gives a stage to work with. A stage knows no database and no scheduler. */
export interface StageContext {
  /** Folder of the repository's data sets. */
  readonly datasets: string;
  /** Folder of a stage's artifacts (its own, to write; its inputs', to read). Exists. */
  artifacts(key: string): string;
  /** Of what goes on from a checkpoint: what earlier runs did of it. Called once, before `progress`. */
  opened(earlier: Earlier): void;
  /** Done and total steps, called often and cheaply. */
  progress(done: number, total: number): void;
  /** Appends to the stage's event log, which people follow; cheap, but not free: not for each example. */
  event(event: TrainingEvent): void;
  /** Aborted: what keeps its steps as it goes is to keep the last one and end. What does not may go on to its end. */
  readonly stop: AbortSignal;
  readonly engine: EngineSettings;
  /** Files of the data as the run was planned with them, by the data's hash; empty where nothing was planned. */
  readonly data: ReadonlyMap<string, readonly PlannedFile[]>;
}

/** Reads its inputs' artifacts, writes its own, and returns what the store records. */
export type RunStage<S extends Spec> = (
  stage: PlannedStage<S>,
  context: StageContext,
) => Promise<StageResult>;

/** What a `run.ts` exports. */
export interface Program<S extends Spec> {
  run(stage: PlannedStage<S>, context: StageContext): Promise<StageResult>;
}
