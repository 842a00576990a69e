/** Cosines and sines of the rotary embedding: angle position·10000^(−2i/size) for pair i of a head. */

export interface RotaryTables {
  /** [positions, size / 2], as are the sines. */
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

const tables = new Map<number, RotaryTables>();

function build(size: number, positions: number): RotaryTables {
  const half = size / 2;
  const cosines = new Float32Array(positions * half);
  const sines = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * 10000 ** ((-2 * i) / size);
      cosines[position * half + i] = Math.cos(angle);
      sines[position * half + i] = Math.sin(angle);
    }
  }
  return { cosines, sines };
}

/** Tables for heads of `size` that cover every position given; kept from call to call. */
export function rotaryTables(size: number, positions: Int32Array): RotaryTables {
  const needed = positions.reduce((most, position) => Math.max(most, position), 0) + 1;
  const known = tables.get(size);
  if (known && known.cosines.length >= (needed * size) / 2) return known;
  const built = build(size, 2 ** Math.ceil(Math.log2(Math.max(needed, 64))));
  tables.set(size, built);
  return built;
}
