/** Fresh weights: matrices and embeddings N(0, std²), gains 1, biases 0 (Radford et al. 2018, section 4.1). */
import { randomStream } from '../../random/stream.js';
import type { NamedValues, WeightValues } from '../../engines/values.js';
import type { WeightShape } from './shapes.js';

export interface Initialisation {
  readonly std: number;
  /** Names the random stream, e.g. ['pretrain', 3]; each weight has a stream of its own beneath it. */
  readonly stream: readonly (string | number)[];
}

/** One fresh weight. It depends on its name, its shape and the initialisation, not on the other weights. */
export function freshWeight(weight: WeightShape, initialisation: Initialisation): WeightValues {
  const values = new Float32Array(weight.shape.reduce((product, size) => product * size, 1));
  if (weight.role === 'gain') values.fill(1);
  if (weight.role === 'matrix' || weight.role === 'embedding')
    fillNormal(values, weight.name, initialisation);
  return { shape: weight.shape, values };
}

export function freshWeights(shapes: readonly WeightShape[], initialisation: Initialisation): NamedValues {
  return new Map(shapes.map((shape) => [shape.name, freshWeight(shape, initialisation)]));
}

function fillNormal(values: Float32Array, name: string, initialisation: Initialisation): void {
  const stream = randomStream('initialisation', ...initialisation.stream, name);
  for (let i = 0; i < values.length; i++) values[i] = initialisation.std * stream.normal();
}
