/** Shapes of the weights that layers have, by the names that files know them by. */

export interface WeightShape {
  readonly name: string;
  /** [rows, columns] of a matrix, [length] of a vector. */
  readonly shape: readonly [number] | readonly [number, number];
  /** What it starts from: N(0, std²), that as well, ones or zeros. */
  readonly role: 'matrix' | 'embedding' | 'gain' | 'bias';
}

/** A table with a row for each token, or for each position. */
export const embeddingShape = (name: string, rows: number, columns: number): WeightShape => ({
  name,
  shape: [rows, columns],
  role: 'embedding',
});

export const matrixShape = (name: string, rows: number, columns: number): WeightShape => ({
  name,
  shape: [rows, columns],
  role: 'matrix',
});

const vectorShape = (name: string, length: number, role: 'gain' | 'bias' = 'bias'): WeightShape => ({
  name,
  shape: [length],
  role,
});

/** Names of the matrices that an optimizer with such options leaves undecayed. */
export function undecayedNames(
  shapes: readonly WeightShape[],
  { decayEmbeddings }: { readonly decayEmbeddings: boolean },
): ReadonlySet<string> {
  const excluded = decayEmbeddings ? [] : shapes.filter(({ role }) => role === 'embedding');
  return new Set(excluded.map(({ name }) => name));
}

/** A linear layer: NAME.weight [inputs, outputs], NAME.bias [outputs]. */
export function projectionShapes(name: string, inputs: number, outputs: number): readonly WeightShape[] {
  return [matrixShape(`${name}.weight`, inputs, outputs), vectorShape(`${name}.bias`, outputs)];
}

/** A LayerNorm: NAME.gain [width], NAME.bias [width]. */
export function normShapes(name: string, width: number): readonly WeightShape[] {
  return [vectorShape(`${name}.gain`, width, 'gain'), vectorShape(`${name}.bias`, width)];
}
