/**
 * An exponential moving average of weights on their way, which generalises better than the last of them: Polyak & Juditsky,
 * SIAM Journal on Control and Optimization 30 (1992), 838-855. After step t: a ← a + s·(w − a), s = (1 − d) / (1 − dᵗ): the
 * weights after step i count d^(t − i), and those that training began with not at all (the correction of Kingma & Ba 2015,
 * section 3, of the moments of Adam).
 */
import type { Weights } from '../engines/engine.js';
import type { NamedValues } from '../engines/values.js';
import type { Checkpoint } from './checkpoint.js';
import type { Measurement } from './measurement.js';
import type { Training, WeightAverage } from './training.js';

/** The training itself goes on with the weights; what it comes to, and is measured by, is their average. */
export class Average implements WeightAverage {
  private constructor(
    private readonly training: Pick<Training, 'engine' | 'open'>,
    private readonly decay: number,
    readonly values: NamedValues,
  ) {}

  /** Null where the training has none. */
  static of(
    training: Training,
    initial: NamedValues,
    checkpoint: Pick<Checkpoint, 'average'> | null,
  ): Average | null {
    if (training.averageDecay === null) return null;
    return new Average(training, training.averageDecay, copied(checkpoint?.average ?? initial));
  }

  /** In float64, rounded to float32: the same on every engine. */
  add(weights: Weights, step: number): void {
    const share = (1 - this.decay) / (1 - this.decay ** step);
    for (const [name, weight] of weights) {
      const values = weight.dataSync<'float32'>();
      const average = this.values.get(name)!.values;
      for (let i = 0; i < average.length; i++) average[i]! += share * (values[i]! - average[i]!);
    }
  }

  async measure(step: number): Promise<readonly Measurement[]> {
    const opened = this.training.engine.openWeights(copied(this.values));
    const objective = this.training.open(opened.weights);
    try {
      return await objective.measure(step);
    } finally {
      objective.dispose();
      opened.dispose();
    }
  }
}

const copied = (all: NamedValues): NamedValues =>
  new Map([...all].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]));
