/** config.json of a model hub ↔ our options. */
import { z } from 'zod';
import { EXIT, UserError } from '../failure.js';
import { modelOptions } from '../models/index.js';
import { SCHEME_NAMES } from '../tokenizer/released/index.js';
import type { SchemeName } from '../tokenizer/released/index.js';
import type { Architecture, Config, WeightFormat } from './formats/format.js';

const count = z.number().int().positive();

/** Our own key in what we write: how text is split. */
const SCHEME_KEY = 'reprise_tokenizer';

const configSchema = ({ sizes }: WeightFormat) =>
  z.looseObject({
    model_type: z.string(),
    vocab_size: count,
    ...Object.fromEntries(Object.values(sizes).map((name) => [name, count])),
    tie_word_embeddings: z.boolean().optional(),
    [SCHEME_KEY]: z.enum(SCHEME_NAMES).optional(),
  });

export interface ReadConfig {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  /** How text is split; null: it does not say. */
  readonly scheme: SchemeName | null;
}

/** Throws UserError where it is of another model, or of one that cannot be computed here, naming the option. */
export function readConfig(path: string, text: string, format: WeightFormat): ReadConfig {
  const value = jsonOf(text);
  const type = value !== null && typeof value === 'object' ? (value as Config)['model_type'] : undefined;
  if (typeof type === 'string' && type !== format.modelType)
    throw refused(
      path,
      `is of a model of type ${shown(type)}; ${format.title} is of type "${format.modelType}"`,
    );
  const parsed = configSchema(format).safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(
      path,
      `cannot be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is no JSON'}`,
    );
  }
  const config: Config = parsed.data;
  checkFixed(path, config, format);
  return {
    architecture: architectureOf(path, config, format),
    vocabularySize: parsed.data.vocab_size,
    scheme: (config[SCHEME_KEY] as SchemeName | undefined) ?? null,
  };
}

function checkFixed(path: string, config: Config, { fixed, multiples, sizes }: WeightFormat): void {
  for (const [name, value] of Object.entries(fixed))
    if (config[name] !== undefined && config[name] !== value)
      throw refused(path, `has ${name} ${shown(config[name])}; only ${shown(value)} can be computed here`);
  const width = Number(config[sizes.hiddenSize]);
  for (const [name, multiple] of Object.entries(multiples)) {
    const given = config[name] ?? null;
    if (given !== null && given !== multiple * width)
      throw refused(
        path,
        `has ${name} ${shown(given)}; only ${multiple} times the hidden size, ${multiple * width}, can be computed here`,
      );
  }
}

function architectureOf(path: string, config: Config, format: WeightFormat): Architecture {
  const { activationKey, activations, sizes } = format;
  const named = config[activationKey] ?? Object.keys(activations)[0];
  const activation = typeof named === 'string' ? activations[named] : undefined;
  if (activation === undefined)
    throw refused(
      path,
      `has ${activationKey} ${shown(named)}; expected one of ${Object.keys(activations).join(', ')}`,
    );
  const options = {
    layers: Number(config[sizes.layers]),
    hiddenSize: Number(config[sizes.hiddenSize]),
    heads: Number(config[sizes.heads]),
    contextLength: Number(config[sizes.contextLength]),
    positionEncoding: 'learned',
    activation,
    norm: normOf(path, config, format),
    tieEmbeddings: config['tie_word_embeddings'] !== false,
  } as const;
  const checked = modelOptions.safeParse(options);
  if (!checked.success || options.hiddenSize % options.heads !== 0)
    throw refused(path, 'describes a model of sizes that cannot be computed here');
  return options;
}

/** The places of norms that the configuration says, or, where it says none, the only ones that the format has. */
function normOf(path: string, config: Config, { norms }: WeightFormat): Architecture['norm'] {
  for (const norm of NORMS) {
    const said = norms[norm];
    if (said !== undefined && Object.entries(said).every(([name, value]) => config[name] === value))
      return norm;
  }
  const names = Object.keys(Object.assign({}, ...Object.values(norms)) as Config);
  throw refused(path, `says no ${names.join(', ')}, and so not where its norms are`);
}

const NORMS = ['post', 'pre'] as const;

/** Why the format has no word for a model, as parts of a sentence; empty: it can hold it. */
export function unableToHold({ norm, activation }: Architecture, format: WeightFormat): readonly string[] {
  const isNamed = Object.values(format.activations).includes(activation);
  return [
    ...(format.norms[norm] === undefined ? [`${norm}-norm blocks`] : []),
    ...(isNamed ? [] : [`the activation function ${activation}`]),
  ];
}

export interface ConfigOf {
  readonly architecture: Architecture;
  /** Rows of the token table. */
  readonly vocabularySize: number;
  readonly scheme: SchemeName;
}

/** What such a model's config.json says. Throws UserError naming the option that the format has no word for. */
export function configOf({ architecture, vocabularySize, scheme }: ConfigOf, format: WeightFormat): Config {
  const unable = unableToHold(architecture, format);
  if (unable.length > 0)
    throw new UserError(`${format.title}'s format has no word for ${unable.join(' and ')}.`, EXIT.usage);
  const { sizes, multiples, activations, activationKey, norms } = format;
  const { activation, norm, hiddenSize } = architecture;
  return {
    model_type: format.modelType,
    vocab_size: vocabularySize,
    ...Object.fromEntries(
      (Object.keys(sizes) as (keyof typeof sizes)[]).map((ours) => [sizes[ours], architecture[ours]]),
    ),
    ...Object.fromEntries(Object.entries(multiples).map(([name, multiple]) => [name, multiple * hiddenSize])),
    [activationKey]: Object.entries(activations).find(([, ours]) => ours === activation)?.[0],
    ...norms[norm],
    ...format.fixed,
    tie_word_embeddings: architecture.tieEmbeddings,
    torch_dtype: 'float32',
    [SCHEME_KEY]: scheme,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const shown = (value: unknown): string => JSON.stringify(value);

const refused = (path: string, what: string): UserError => new UserError(`${path} ${what}.`, EXIT.usage);
