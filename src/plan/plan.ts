/** The plan: a frozen DAG of stages with content keys. Pure data; what a run executes and a report explains. */
import type { Experiment, Level } from '../experiment/schema.js';
import type { Stage } from '../stages/index.js';

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
