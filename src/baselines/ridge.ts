/**
 * Ridge regression on features that are there or not: w minimises Σ (y − ȳ − x·w)² + λ·|w|² (A. E. Hoerl, R. W. Kennard,
 * Ridge regression: biased estimation for nonorthogonal problems, Technometrics 12 (1970), 55-67). Solved by conjugate
 * gradients (M. R. Hestenes, E. Stiefel, Journal of Research of the NBS 49 (1952), 409-436), in double precision and one
 * fixed order, so that it is the same to the bit whatever the machine.
 */

/** Indices of the features that an example has. */
export type Bag = readonly number[];

export interface RidgeProblem {
  readonly bags: readonly Bag[];
  /** Targets less their mean, one per bag. */
  readonly targets: Float64Array;
  readonly features: number;
  readonly penalty: number;
}

const MOST_STEPS = 200;
/** Of the first residual's square: where the solution stands to the sixth digit. */
const TOLERANCE = 1e-12;

/** The weights of (XᵀX + λI)·w = Xᵀy. */
export function ridgeWeights(problem: RidgeProblem): Float64Array {
  const { bags, targets, features } = problem;
  const weights = new Float64Array(features);
  const residual = gathered(bags, targets, features);
  const direction = residual.slice();
  let square = dot(residual, residual);
  const enough = TOLERANCE * square;
  for (let step = 0; step < MOST_STEPS && square > enough; step++) {
    const image = normalProduct(problem, direction);
    const length = square / dot(direction, image);
    addScaled(weights, direction, length);
    addScaled(residual, image, -length);
    const next = dot(residual, residual);
    for (let i = 0; i < features; i++) direction[i] = residual[i]! + (next / square) * direction[i]!;
    square = next;
  }
  return weights;
}

/** x·w */
export function weighted(bag: Bag, weights: Float64Array): number {
  let sum = 0;
  for (const index of bag) sum += weights[index]!;
  return sum;
}

/** (XᵀX + λI)·v */
function normalProduct({ bags, features, penalty }: RidgeProblem, v: Float64Array): Float64Array {
  const image = gathered(
    bags,
    Float64Array.from(bags, (bag) => weighted(bag, v)),
    features,
  );
  addScaled(image, v, penalty);
  return image;
}

/** Xᵀ·v */
function gathered(bags: readonly Bag[], v: Float64Array, features: number): Float64Array {
  const sums = new Float64Array(features);
  bags.forEach((bag, row) => {
    for (const index of bag) sums[index]! += v[row]!;
  });
  return sums;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** x += factor·y */
function addScaled(x: Float64Array, y: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i]! += factor * y[i]!;
}
