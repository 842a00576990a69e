/** How long a worker is silent between two signs of life, and so how long one may wait for its next. */

/** Seconds to write a checkpoint in, on a slow disk. */
const LEAST = 30;

export class Silences {
  #since = performance.now();
  #longest = 0;

  /** A stage begins. */
  begin(): void {
    this.#since = performance.now();
    this.#longest = 0;
  }

  /** A sign of life. */
  end(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#since);
    this.#since = now;
  }

  /** Seconds that it may take to end the step at hand, twice as long as any before, and to keep it. */
  patience(): number {
    return LEAST + Math.ceil((2 * this.#longest) / 1000);
  }
}
