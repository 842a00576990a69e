/** Seeded random streams, each named by what it is for. A leaf: imports no other folder of src. */
import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface RandomStream {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, limit). */
  integer(limit: number): number;
  /** Standard normal, by Box-Muller (1958). */
  normal(): number;
  /** One element, uniformly. */
  pick<T>(items: readonly T[]): T;
  /** A new array in Fisher-Yates order. */
  shuffle<T>(items: readonly T[]): T[];
}

/** An unsigned 32-bit seed that depends on every part of the name and on nothing else. */
export function seedOf(...name: readonly (string | number)[]): number {
  return createHash('sha256').update(JSON.stringify(name)).digest().readUInt32LE(0);
}

/** The stream called by this name; the same name always gives the same numbers. */
export function randomStream(...name: readonly (string | number)[]): RandomStream {
  const generator = xoroshiro128plus(seedOf(...name) | 0);
  const uniform = () => uniformFloat64(generator);
  const integer = (limit: number) => uniformInt(generator, 0, limit - 1);
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (items) => items[integer(items.length)]!,
    shuffle: (items) => {
      const result = [...items];
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [result[i], result[j]] = [result[j]!, result[i]!];
      }
      return result;
    },
  };
}
