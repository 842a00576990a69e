/** Gradients by central differences, in double precision. */

/** d(Σ outᵢ·dOutᵢ)/dx at x, where forward reads x: two evaluations for each element. */
export function centralDifferences(
  x: Float32Array,
  forward: (x: Float64Array) => ArrayLike<number>,
  dOut: ArrayLike<number>,
): Float64Array {
  const at = Float64Array.from(x);
  const step = 1e-5;
  const total = () => {
    const out = forward(at);
    let sum = 0;
    for (let i = 0; i < out.length; i++) sum += out[i]! * dOut[i]!;
    return sum;
  };
  return at.map((value, i) => {
    at[i] = value + step;
    const above = total();
    at[i] = value - step;
    const below = total();
    at[i] = value;
    return (above - below) / (2 * step);
  });
}
