/** How far a run is, and how long the rest takes: work is measured in the plan's estimated seconds. */
import type { Stage } from '../../stages/index.js';

/** Seconds that a stage counts at least, so that many small stages are not nothing. */
const LEAST = 0.5;

export class Pace {
  readonly #total: number;
  readonly #shares = new Map<string, number>();
  readonly #work: ReadonlyMap<string, number>;
  /** `clock`: seconds from any origin. */
  constructor(
    stages: readonly Stage[],
    private readonly clock: () => number,
    private readonly startedAt = clock(),
  ) {
    this.#work = new Map(stages.map(({ key, estimate }) => [key, Math.max(LEAST, estimate.seconds)]));
    this.#total = [...this.#work.values()].reduce((sum, work) => sum + work, 0);
  }

  /** Notes the share of a stage that is done, 0 to 1. */
  note(stage: Stage, share: number): void {
    this.#shares.set(stage.key, share);
  }

  /** Share of all work that is done, 0 to 1. */
  share(): number {
    let done = 0;
    for (const [key, share] of this.#shares) done += share * (this.#work.get(key) ?? 0);
    return this.#total === 0 ? 1 : Math.min(1, done / this.#total);
  }

  /** Seconds left at the pace so far; null before anything is known. */
  secondsLeft(): number | null {
    const share = this.share();
    return share < 0.001 ? null : ((this.clock() - this.startedAt) * (1 - share)) / share;
  }
}
