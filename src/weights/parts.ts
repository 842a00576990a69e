/** Our weights as the tensors of a format, and back: only places change, never a bit. */
import type { NamedValues, WeightValues } from '../engines/values.js';
import type { Part, WeightFormat } from './formats/format.js';
import { prefixed } from './names.js';
import { sizeOf } from './tensors.js';

type Shape = readonly number[];

/** Of a tensor that is this part of a weight of ours. */
export function partShape({ third, isTransposed, rowsBefore }: Part, ours: Shape): Shape {
  const [last = 0, ...others] = ours.toReversed();
  const shape = [...others.toReversed(), third === null ? last : last / 3];
  if (isTransposed) shape.reverse();
  return [shape[0]! + rowsBefore, ...shape.slice(1)];
}

/** For each number of the part behind its rows before, the place in our weight. */
function* placesOf({ third, isTransposed }: Part, ours: Shape): Generator<number> {
  const columns = ours.at(-1) ?? 1;
  const rows = sizeOf(ours) / columns;
  const width = third === null ? columns : columns / 3;
  const from = third === null ? 0 : third * width;
  if (isTransposed)
    for (let column = 0; column < width; column++)
      for (let row = 0; row < rows; row++) yield row * columns + from + column;
  else
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < width; column++) yield row * columns + from + column;
}

/** Whether it is our weight as it lies. */
const isWhole = ({ third, isTransposed, rowsBefore }: Part): boolean =>
  third === null && !isTransposed && rowsBefore === 0;

function partValues(part: Part, weight: WeightValues): WeightValues {
  if (isWhole(part)) return weight;
  const { shape, values } = weight;
  const theirs = partShape(part, shape);
  const taken = new Float32Array(sizeOf(theirs));
  let at = part.rowsBefore * (theirs[1] ?? 1);
  for (const place of placesOf(part, shape)) taken[at++] = values[place]!;
  return { shape: theirs, values: taken };
}

/** All weights by the names of a model with a head, in our order. */
export const tensorsOf = (weights: NamedValues, format: WeightFormat): NamedValues =>
  new Map(
    [...weights].flatMap(([name, weight]) =>
      format.partsOf(name).map((part) => [prefixed(format, part.name), partValues(part, weight)] as const),
    ),
  );

/** Fills in a weight of ours with what a part of it holds. */
export function fillIn({ shape, values }: WeightValues, part: Part, theirs: Float32Array): void {
  if (isWhole(part)) {
    values.set(theirs);
    return;
  }
  let at = part.rowsBefore * (partShape(part, shape)[1] ?? 1);
  for (const place of placesOf(part, shape)) values[place] = theirs[at++]!;
}
