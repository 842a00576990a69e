/** config.json of a model hub ↔ our options. */
import { z } from 'zod';
import { EXIT, UserError } from '../failure.js';
import { modelOptions } from '../models/index.js';
import type { Architecture, Config, WeightFormat } from './formats/format.js';

const count = z.number().int().positive();
const configSchema = z.looseObject({
  model_type: z.string(),
  n_layer: count,
  n_embd: count,
  n_head: count,
  n_positions: count,
  vocab_size: count,
});

export interface ReadConfig {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
}

/** Throws UserError where it is of another model, or of one that cannot be computed here, naming the option. */
export function readConfig(path: string, text: string, format: WeightFormat): ReadConfig {
  const parsed = configSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(
      path,
      `cannot be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is no JSON'}`,
    );
  }
  const config = parsed.data;
  const { model_type: type } = config;
  if (type !== format.modelType)
    throw refused(
      path,
      `is of a model of type ${shown(type)}; ${format.title} is of type "${format.modelType}"`,
    );
  for (const [name, value] of Object.entries(format.fixed))
    if (config[name] !== undefined && config[name] !== value && !isUsualWidth(name, config))
      throw refused(path, `has ${name} ${shown(config[name])}; only ${shown(value)} can be computed here`);
  return { architecture: architectureOf(path, config, format), vocabularySize: config.vocab_size };
}

/** Some write out the width of the feed-forward layers that null stands for. */
const isUsualWidth = (name: string, { n_inner: inner, n_embd: width }: Config): boolean =>
  name === 'n_inner' && inner === 4 * Number(width);

function architectureOf(
  path: string,
  config: z.infer<typeof configSchema>,
  format: WeightFormat,
): Architecture {
  const { activationKey, activations, norm } = format;
  const named = config[activationKey] ?? Object.keys(activations)[0];
  const activation = typeof named === 'string' ? activations[named] : undefined;
  if (activation === undefined)
    throw refused(
      path,
      `has ${activationKey} ${shown(named)}; expected one of ${Object.keys(activations).join(', ')}`,
    );
  const options = {
    layers: config.n_layer,
    hiddenSize: config.n_embd,
    heads: config.n_head,
    contextLength: config.n_positions,
    positionEncoding: 'learned',
    activation,
    norm,
    tieEmbeddings: true,
  } as const;
  const checked = modelOptions.safeParse(options);
  if (!checked.success || options.hiddenSize % options.heads !== 0)
    throw refused(path, 'describes a model of sizes that cannot be computed here');
  return options;
}

/** What such a model's config.json says. Throws UserError naming the option that the format has no word for. */
export function configOf(architecture: Architecture, format: WeightFormat, vocabularySize: number): Config {
  const { layers, hiddenSize, heads, contextLength, activation, norm } = architecture;
  const named = Object.entries(format.activations).find(([, ours]) => ours === activation)?.[0];
  const { positionEncoding, tieEmbeddings } = architecture;
  const unable = [
    ...(norm === format.norm ? [] : [`${norm}-norm blocks`]),
    ...(positionEncoding === 'learned' ? [] : [`${positionEncoding} positions`]),
    ...(tieEmbeddings ? [] : ['output weights of their own']),
    ...(named === undefined ? [`the activation function ${activation}`] : []),
  ];
  if (unable.length > 0)
    throw new UserError(`${format.title}'s format has no word for ${unable.join(' and ')}.`, EXIT.usage);
  return {
    model_type: format.modelType,
    vocab_size: vocabularySize,
    n_positions: contextLength,
    n_embd: hiddenSize,
    n_layer: layers,
    n_head: heads,
    [format.activationKey]: named,
    ...format.fixed,
    bos_token_id: null,
    eos_token_id: null,
    torch_dtype: 'float32',
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
