/** The contract of a format that released models come in: its names, and its configuration. */
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

export interface WeightFormat {
  readonly title: string;
  /** `model_type` in its configuration. */
  readonly modelType: string;
  /** How its text may be split, the default first; all over one kind of vocabulary. */
  readonly schemes: readonly SchemeName[];
  readonly vocabulary: 'words' | 'bytes';
  /** Its places of norms. */
  readonly norm: Architecture['norm'];
  /** Its name for the activation function in config.json. */
  readonly activationKey: string;
  /** Its names of activation functions. */
  readonly activations: Readonly<Record<string, Architecture['activation']>>;
  /** Our name of a weight → its name. */
  readonly names: {
    readonly positions: string;
    readonly tokens: string;
    readonly finalNorm: string;
  };
  /** Options whose other values it does not stand for, with the value that it must have where it is given. */
  readonly fixed: Config;
  /** For models without a language model's head, with their heads. */
  readonly architectures: { readonly languageModel: string; readonly classifier: string | null };
}
