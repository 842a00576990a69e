/**
 * The head of a fine-tuned model as Transformers has it: a matrix without a bias. Every state x that a head reads ends with
 * the addition of the last norm's bias β, and (x + δ)·W = x·W + c for δ = W (Wᵀ W)⁻¹ c: β + δ carries the head's bias c,
 * and W stays as it was trained.
 */
import { EXIT, UserError } from '../../failure.js';
import type { NamedValues, WeightValues } from '../../engines/values.js';

const WEIGHT = 'classifier.weight';
const BIAS = 'classifier.bias';

export interface Headless {
  /** The model's, the bias of its last norm moved. */
  readonly body: NamedValues;
  /** [outputs, hidden size], as Transformers has it; null: the model has no head. */
  readonly head: WeightValues | null;
}

/** `sequences`: how many of an example are added up before the head, which adds its bias once. */
export function withoutHead(weights: NamedValues, lastBias: string, sequences: number): Headless {
  const [matrix, bias, last] = [WEIGHT, BIAS, lastBias].map((name) => weights.get(name));
  if (matrix === undefined || bias === undefined || last === undefined) return { body: weights, head: null };
  const shift = shiftOf(
    matrix,
    Array.from(bias.values, (value) => value / sequences),
  );
  const moved = { ...last, values: last.values.map((value, i) => value + shift[i]!) };
  const body = [...weights].filter(([name]) => name !== WEIGHT && name !== BIAS);
  return {
    body: new Map(body.map(([name, value]) => [name, name === lastBias ? moved : value])),
    head: transposed(matrix),
  };
}

function transposed({ shape: [rows = 0, columns = 0], values }: WeightValues): WeightValues {
  const turned = Float32Array.from(
    { length: values.length },
    (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!,
  );
  return { shape: [columns, rows], values: turned };
}

/** δ = W (Wᵀ W)⁻¹ c: the shortest with δ·W = c. W [inputs, outputs]. */
function shiftOf({ shape: [inputs = 0, outputs = 0], values }: WeightValues, c: readonly number[]): number[] {
  const at = (row: number, column: number): number => values[row * outputs + column]!;
  const rows = Array.from({ length: inputs }, (_, row) => row);
  const columns = Array.from({ length: outputs }, (_, column) => column);
  const gram = columns.map((i) =>
    columns.map((j) => rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0)),
  );
  const solved = solve(gram, c);
  return rows.map((row) => columns.reduce((sum, column) => sum + at(row, column) * solved[column]!, 0));
}

/** Of a pivot to the diagonal: below it, columns are taken for dependent. */
const LEAST_PIVOT = 1e-9;

/** The x of A·x = b, A symmetric and positive: Gaussian elimination. Throws UserError where A is singular. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!]);
  const largest = Math.max(...a.map((row, i) => row[i]!));
  rows.forEach((pivot, i) => {
    if (!(pivot[i]! > LEAST_PIVOT * largest)) throw dependent();
    for (const row of rows.slice(i + 1)) {
      const factor = row[i]! / pivot[i]!;
      for (let k = i; k < row.length; k++) row[k]! -= factor * pivot[k]!;
    }
  });
  const x = new Array<number>(rows.length).fill(0);
  for (let i = rows.length - 1; i >= 0; i--) {
    const known = x.reduce((sum, value, k) => (k > i ? sum + rows[i]![k]! * value : sum), 0);
    x[i] = (rows[i]!.at(-1)! - known) / rows[i]![i]!;
  }
  return x;
}

const dependent = (): UserError =>
  new UserError(
    'The head of this model gives two outputs that are multiples of each other, and its bias cannot be written in a form ' +
      'that Transformers reads.',
    EXIT.failure,
  );
