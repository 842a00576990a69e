/** Values by their order alone: equal values share a tier, and their mean rank. */

export interface Tiers {
  /** Of each value: its tier, from 0 for the lowest value. */
  readonly of: Int32Array;
  /** Values in each tier. */
  readonly sizes: Int32Array;
}

export function tiersOf(values: readonly number[]): Tiers {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const places = new Map(distinct.map((value, tier) => [value, tier]));
  const of = Int32Array.from(values, (value) => places.get(value)!);
  const sizes = new Int32Array(distinct.length);
  for (const tier of of) sizes[tier]! += 1;
  return { of, sizes };
}

/** Mean rank of each tier of such sizes, from 1: those below it, and half of its own and one more. */
export function tierRanks(sizes: Int32Array, into = new Float64Array(sizes.length)): Float64Array {
  let below = 0;
  for (let tier = 0; tier < sizes.length; tier++) {
    into[tier] = below + (sizes[tier]! + 1) / 2;
    below += sizes[tier]!;
  }
  return into;
}

/** Mean rank of each value, from 1. */
export function ranks(values: readonly number[]): readonly number[] {
  const { of, sizes } = tiersOf(values);
  const byTier = tierRanks(sizes);
  return Array.from(of, (tier) => byTier[tier]!);
}

/**
 * Counts by tier, of which the sum above a tier is quick. Source: P. M. Fenwick, A new data structure for cumulative
 * frequency tables, Software: Practice and Experience 24 (1994), 327-336.
 */
export class TierCounts {
  readonly #sums: Int32Array;
  readonly #counts: Int32Array;
  #total = 0;

  constructor(tiers: number) {
    this.#sums = new Int32Array(tiers + 1);
    this.#counts = new Int32Array(tiers);
  }

  add(tier: number): void {
    this.#total += 1;
    this.#counts[tier]! += 1;
    for (let at = tier + 1; at < this.#sums.length; at += at & -at) this.#sums[at]! += 1;
  }

  at(tier: number): number {
    return this.#counts[tier]!;
  }

  above(tier: number): number {
    let notAbove = 0;
    for (let at = tier + 1; at > 0; at -= at & -at) notAbove += this.#sums[at]!;
    return this.#total - notAbove;
  }
}
