/** The contract of a format that models come and go in: its names, and its configuration. */
import type { SchemeName } from '../../tokenizer/released/index.js';
import type { GptOptions } from '../../models/gpt/options.js';

/** The options that say what a model's weights compute; the others (dropout, initialisation) are an experiment's. */
export type Architecture = Pick<
  GptOptions,
  | 'layers'
  | 'hiddenSize'
  | 'heads'
  | 'contextLength'
  | 'positionEncoding'
  | 'activation'
  | 'norm'
  | 'tieEmbeddings'
>;

/** What a config.json says, by its own names. */
export type Config = Readonly<Record<string, unknown>>;

/** A tensor of a file: a weight of ours, or a third of its columns. */
export interface Part {
  /** Without the format's prefix. */
  readonly name: string;
  /** Which third of our columns it is: queries, keys or values; null: all. */
  readonly third: 0 | 1 | 2 | null;
  /** Whether a matrix of ours [inputs, outputs] lies there as [outputs, inputs]. */
  readonly isTransposed: boolean;
  /** Its rows, all zero, before ours. */
  readonly rowsBefore: number;
}

export interface WeightFormat {
  readonly title: string;
  /** `model_type` in its configuration. */
  readonly modelType: string;
  /** How its text may be split, the default first. */
  readonly schemes: readonly [SchemeName, ...SchemeName[]];
  /** Of a model that is saved with a head: what the names of all tensors but the head's begin with. */
  readonly prefix: string;
  /** The tensors of a weight of ours, by its name. */
  partsOf(ours: string): readonly Part[];
  /** Its places of norms, with what its configuration says of them beside. */
  readonly norms: Partial<Readonly<Record<Architecture['norm'], Config>>>;
  /** Its names of sizes in config.json. */
  readonly sizes: Readonly<Record<'layers' | 'hiddenSize' | 'heads' | 'contextLength', string>>;
  /** Sizes that follow from the hidden size: what multiple of it they must be where they are given. */
  readonly multiples: Readonly<Record<string, number>>;
  /** Its name for the activation function in config.json. */
  readonly activationKey: string;
  /** Its names of activation functions, the first that it takes where none is named. */
  readonly activations: Readonly<Record<string, Architecture['activation']>>;
  /** Options whose other values it does not stand for, with the value that it must have where it is given. */
  readonly fixed: Config;
  /** Transformers' classes, by what they have on top. */
  readonly classes: { readonly languageModel: string; readonly classifier: string };
}
