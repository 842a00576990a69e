/** Stored tensors as the weights of a model: each by its name, with its shape, none missing and none besides. */
import type { NamedValues, WeightValues } from '../engines/values.js';
import { EXIT, UserError } from '../failure.js';
import { familyOf, modelOptions } from '../models/index.js';
import type { Architecture, Part, WeightFormat } from './formats/format.js';
import { isBuffer, OUTPUT } from './names.js';
import { fillIn, partShape } from './parts.js';
import { shapeText, sizeOf } from './tensors.js';
import type { StoredTensor, StoredTensors } from './tensors.js';

export interface Taken {
  readonly architecture: Architecture;
  readonly tensors: StoredTensors;
  /** Entries of its vocabulary. */
  readonly vocabularySize: number;
}

interface Expected {
  readonly ours: string;
  /** Of the whole weight. */
  readonly whole: readonly number[];
  readonly part: Part;
  /** Of the part, as it lies there. */
  readonly shape: readonly number[];
}

/** The weights, in our order. Throws UserError naming every tensor that is missing, besides, or of another shape. */
export async function takeWeights(taken: Taken, format: WeightFormat): Promise<NamedValues> {
  const found = new Map(
    [...taken.tensors]
      .filter(([name]) => !isBuffer(name))
      .map(([name, tensor]) => [plainName(name, format), tensor]),
  );
  const expected = expectedOf(taken, format);
  const wanted = new Set(expected.map(({ part }) => part.name));
  const problems = [
    ...expected.flatMap((one) => problemOf(one, found.get(one.part.name))),
    ...[...found.keys()]
      .filter((name) => !wanted.has(name) && name !== OUTPUT)
      .map((name) => `${found.get(name)!.where} is there besides.`),
  ];
  if (problems.length > 0) throw new UserError(listed(problems), EXIT.usage);
  const weights = new Map<string, WeightValues>();
  for (const { ours, whole, part } of expected) {
    const values = await found.get(part.name)!.read();
    checkFinite(values, found.get(part.name)!);
    const weight = weights.get(ours) ?? { shape: whole, values: new Float32Array(sizeOf(whole)) };
    fillIn(weight, part, values);
    weights.set(ours, weight);
  }
  if (taken.architecture.tieEmbeddings) await checkTied(found.get(OUTPUT), weights.get('tokens')!);
  return weights;
}

const plainName = (name: string, { prefix }: WeightFormat): string =>
  name.startsWith(prefix) ? name.slice(prefix.length) : name;

function expectedOf({ architecture, vocabularySize }: Taken, format: WeightFormat): readonly Expected[] {
  const options = modelOptions.parse(architecture);
  return familyOf(options)
    .weights.shapes(options, vocabularySize)
    .flatMap(({ name, shape }) =>
      format.partsOf(name).map((part) => ({ ours: name, whole: shape, part, shape: partShape(part, shape) })),
    );
}

function problemOf({ part, shape }: Expected, tensor: StoredTensor | undefined): readonly string[] {
  if (tensor === undefined) return [`${part.name} is missing: ${shapeText(shape)} is expected.`];
  if (shapeText(tensor.shape) === shapeText(shape)) return [];
  return [`${tensor.where} has shape ${shapeText(tensor.shape)}; ${shapeText(shape)} is expected.`];
}

/** Problems that are told; more are counted. */
const TOLD = 10;

const listed = (problems: readonly string[]): string =>
  [
    'These are not the weights that the configuration and the vocabulary ask for; nothing was imported.',
    ...problems.slice(0, TOLD),
    ...(problems.length > TOLD ? [`And ${problems.length - TOLD} more.`] : []),
  ].join('\n');

function checkFinite(values: Float32Array, { where }: StoredTensor): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new UserError(
    `${where} holds ${values[at]!} at place ${at}: no model can start from that.`,
    EXIT.usage,
  );
}

async function checkTied(output: StoredTensor | undefined, tokens: WeightValues): Promise<void> {
  if (output === undefined) return;
  const values = await output.read();
  if (values.length === tokens.values.length && values.every((value, i) => value === tokens.values[i]))
    return;
  throw new UserError(
    `${output.where} is not the token table, and the configuration says that output weights are tied to it.`,
    EXIT.usage,
  );
}
