/** How fast something grows. A leaf: imports nothing. */

/** Seconds that a speed is taken over: what is true now, and not hours ago. */
const WINDOW = 120;

/** Of an amount that starts at `start`, over the last two minutes, or from its start where that is later. */
export class Speed {
  readonly #seen: { readonly at: number; readonly amount: number }[];

  /** `clock`: seconds from any origin. */
  constructor(
    private readonly clock: () => number,
    start = 0,
  ) {
    this.#seen = [{ at: clock(), amount: start }];
  }

  note(amount: number): void {
    const at = this.clock();
    this.#seen.push({ at, amount });
    while ((this.#seen[1]?.at ?? at) < at - WINDOW) this.#seen.shift();
  }

  /** Null while it has not grown. */
  perSecond(): number | null {
    const [first, last] = [this.#seen[0]!, this.#seen.at(-1)!];
    const grown = last.amount - first.amount;
    const seconds = this.clock() - first.at;
    return grown > 0 && seconds > 0 ? grown / seconds : null;
  }
}
