/**
 * The contract of a model family: one folder that says all about itself. A declaration is pure: planning and reports read
 * it without a tensor library; the network alone needs one, and is imported when it is opened.
 */
import type { z } from 'zod';
import type { Engine, Weights } from '../engines/engine.js';
import type { NamedValues } from '../engines/values.js';
import type { PretrainingName } from '../training/objectives/index.js';
import type { FamilyInput } from './input.js';
import type { Network } from './network.js';
import type { WeightShape } from './shared/shapes.js';

/** What the options of every family have. */
export interface FamilyOptions {
  readonly family: string;
  readonly hiddenSize: number;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
  readonly initialisation: { readonly std: number };
}

/** Options that are each valid and together make no sense. */
export interface OptionConflict {
  /** Options to blame without their section, the likeliest first: ["heads", "hiddenSize"]. */
  readonly options: readonly string[];
  readonly message: string;
  readonly hint: string;
}

/** A pass over a batch. */
export interface Pass {
  readonly tokens: number;
  /** Of a sequence, the longest. */
  readonly length: number;
  readonly isTraining: boolean;
  /** Whether the engine's ops never store attention's scores and the logits whole. */
  readonly isFused: boolean;
}

/** Pure formulas. `rows`: of the token table, special symbols included. */
export interface FamilySize<O> {
  /** All trainable numbers of the pre-trained model; a fine-tuned one adds its head. */
  parameters(options: O, rows: number): number;
  /** Floating-point operations per token of a full-length sequence. Rows 0: without the output product. */
  flopsPerToken(options: O, rows: number): { readonly forward: number; readonly training: number };
  /** Numbers beside the weights that a batch makes and that are in memory together. */
  activations(options: O, rows: number, pass: Pass): number;
  /** Blocks that can be transferred one by one. */
  blocks(options: O): number;
}

export interface FamilyWeights<O> {
  /** Every weight of the pre-trained model, in the order of files and steps. */
  shapes(options: O, rows: number): readonly WeightShape[];
  /** `fresh` with what fine-tuning takes from pre-training. */
  transfer(pretrained: NamedValues, fresh: NamedValues, transfer: Transfer<O>): NamedValues;
}

export interface Transfer<O> {
  readonly options: O;
  /** Blocks taken from pre-training, from the first; null: all. */
  readonly blocks: number | null;
  /** Entries of text: the rows behind them are the family's symbols. */
  readonly vocabularySize: number;
}

/** Number of attention heads as the only difference between models of one size: of families that have heads. */
export interface HeadCounts<O> {
  of(options: O): number;
  layers(options: O): number;
  withHeads(options: O, heads: number): O;
  /** Weights of one layer's attention, biases not counted. */
  attentionParameters(options: O): number;
  /** A model of the literature for comparison; `options`: of this experiment, for what does not enter the size. */
  readonly published: {
    readonly name: string;
    readonly rows: number;
    readonly heads: readonly number[];
    options(options: O): O;
  };
}

/** A model with the table of its positions, learned or not, among its weights. */
export interface Tabled<O> {
  readonly options: O;
  readonly weights: NamedValues;
}

/** Of families whose models can be written for other programs. */
export interface FamilyExport<O> {
  /** Values of model.positionEncoding that are a table. */
  readonly tables: readonly string[];
  /** Null: the positions of the model are no table. */
  tabled(options: O, weights: NamedValues): Tabled<O> | null;
  /** Of a sequence of so many parts: its symbols by their names, its parts by their number from 0. */
  sequence(parts: number): readonly (string | number)[];
  /** Name of the weight that is added to every state that a head reads: the bias of the last norm. */
  lastBias(options: O): string;
}

/** What a family's network.ts exports. */
export interface FamilyModule<O> {
  /** Over weights named as `weights.shapes` names them, which stay the caller's. */
  open(this: void, engine: Engine, options: O, weights: Weights): Network;
}

export interface ModelFamily<O extends FamilyOptions> {
  /** What the family is, in a few words. */
  readonly title: string;
  /** The section `model:` of an experiment that names the family. */
  readonly options: z.ZodType<O> & z.core.$ZodTypeDiscriminable;
  readonly size: FamilySize<O>;
  readonly weights: FamilyWeights<O>;
  readonly input: FamilyInput;
  /** What pre-training minimises. */
  readonly objective: PretrainingName;
  readonly headCounts: HeadCounts<O> | null;
  readonly exports?: FamilyExport<O>;
  /** Dotted paths within the section of the options that pre-training does not read. */
  readonly finetuningOnly: readonly string[];
  conflicts(options: O): readonly OptionConflict[];
  /** The architecture in words, for the report's setup. */
  describe(options: O): string;
  /** Dropout rates by name, for the report's setup. */
  dropout(options: O): Readonly<Record<string, number>>;
  /** With one rate everywhere but before the classification head. */
  withDropout(options: O, rate: number): O;
  /** Imports the network. */
  network(): Promise<FamilyModule<O>>;
}
