/** The plan: a frozen DAG of stages with content keys. Pure data; what a run executes and a report explains. */
import type {
  EvaluateOptions,
  Experiment,
  FinetuneOptions,
  Level,
  ModelOptions,
  PretrainOptions,
  TokenizerOptions,
} from '../experiment/schema.js';
import type { TaskName } from '../tasks/index.js';

/** What a stage computes. `corpusHash` and `dataHash` are sha256 of the data's bytes. */
export type StageSpec =
  | { kind: 'tokenize'; tokenizer: TokenizerOptions; corpus: string; corpusHash: string }
  | { kind: 'pretrain'; tokenize: string; model: ModelOptions; pretrain: PretrainOptions; seed: number }
  | {
      kind: 'finetune';
      tokenize: string;
      /** Key of the pre-training; null: from scratch. */
      pretrain: string | null;
      model: ModelOptions;
      finetune: FinetuneOptions;
      task: TaskName;
      source: EvaluateOptions['source'];
      dataHash: string;
      seed: number;
    }
  | {
      kind: 'evaluate';
      tokenize: string;
      finetune: string;
      model: ModelOptions;
      inputFormat: FinetuneOptions['inputFormat'];
      task: TaskName;
      source: EvaluateOptions['source'];
      dataHash: string;
      examples: number | null;
      batch: number;
    }
  | {
      kind: 'overlap';
      /** What was pre-trained on; that a variant from scratch was not is for the report to say. */
      tokenize: string;
      task: TaskName;
      source: EvaluateOptions['source'];
      dataHash: string;
      trainExamples: number | null;
      /** Draws the training examples; null: all are used. */
      seed: number | null;
      examples: number | null;
    }
  | {
      kind: 'baseline';
      method: 'majority' | 'bag-of-words';
      task: TaskName;
      source: EvaluateOptions['source'];
      dataHash: string;
      trainExamples: number | null;
      examples: number | null;
      seed: number;
    };
export type StageKind = StageSpec['kind'];

/** Cost foreseen. Seconds assume the given rate of one worker; parameters are absent (null) where there is no model. */
export interface Estimate {
  readonly parameters: number | null;
  readonly flops: number;
  readonly seconds: number;
  readonly bytes: number;
}

export interface Stage {
  /** 64 hex digits: sha256 of spec, inputs' keys, engine numerics version and stage version. */
  readonly key: string;
  readonly spec: StageSpec;
  /** Keys of the stages whose artifacts it reads. */
  readonly inputs: readonly string[];
  /** For people, e.g. "finetune race · heads=8 · seed 2". */
  readonly label: string;
  readonly estimate: Estimate;
}

export interface Variant {
  /** "reference" or e.g. "heads=8"; unique in the experiment. */
  readonly name: string;
  /** Options that differ from the reference: path → level. */
  readonly levels: Readonly<Record<string, Level>>;
  readonly experiment: Experiment;
}

export interface Trial {
  readonly variant: string;
  readonly seed: number;
  /** Every stage it needs, in order. */
  readonly stages: readonly string[];
}

export interface Plan {
  readonly experiment: Experiment;
  /** What the command line set beside the file, e.g. "model.heads=8"; for the report's command, in no key. */
  readonly overrides: readonly string[];
  readonly variants: readonly Variant[];
  readonly trials: readonly Trial[];
  /** Topological order; each key once. */
  readonly stages: readonly Stage[];
}

/** What planning must be told of the outside world, so that it stays pure. */
export interface PlanFacts {
  readonly numericsVersion: string;
  readonly corpusHash: string;
  readonly corpusBytes: number;
  readonly dataHashes: Readonly<Record<string, string>>;
  /** Training and evaluation examples and mean tokens an example, per task. */
  readonly taskSizes: Readonly<Record<string, { train: number; evaluate: number; tokens: number }>>;
  /** FLOP/s of one worker, for time estimates. */
  readonly rate: number;
}
