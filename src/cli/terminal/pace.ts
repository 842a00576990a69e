/**
 * How far a run is, and how long the rest takes. Work is measured in the plan's estimated seconds; what earlier runs did
 * counts as done, and not for the pace of this one.
 */
import type { Ended } from '../../run/progress.js';
import type { Stage } from '../../stages/index.js';
import type { Earlier } from '../../training/events.js';
import { Speed } from './speed.js';

/** Seconds that a stage counts at least, so that many small stages are not nothing. */
const LEAST = 0.5;

export class Pace {
  readonly #total: number;
  readonly #work: ReadonlyMap<string, number>;
  readonly #shares = new Map<string, number>();
  /** Work that counts as done and was not done by this run. */
  #given = 0;
  readonly #speed: Speed;
  /** Of each stage at work, in its own steps. */
  readonly #speeds = new Map<string, Speed>();

  /** `clock`: seconds from any origin. */
  constructor(
    stages: readonly Stage[],
    private readonly clock: () => number,
  ) {
    this.#work = new Map(stages.map(({ key, estimate }) => [key, Math.max(LEAST, estimate.seconds)]));
    this.#total = [...this.#work.values()].reduce((sum, work) => sum + work, 0);
    this.#speed = new Speed(clock);
  }

  started(stage: Stage): void {
    this.#speeds.set(stage.key, new Speed(this.clock));
  }

  opened(stage: Stage, { done, total }: Earlier): void {
    this.#speeds.set(stage.key, new Speed(this.clock, done));
    this.#give(stage, done / total);
  }

  moved(stage: Stage, done: number, total: number): void {
    this.#speeds.get(stage.key)?.note(done);
    this.#note(stage, total === 0 ? 0 : done / total);
  }

  ended(stage: Stage, { status, kept }: Pick<Ended, 'status' | 'kept'>): void {
    this.#speeds.delete(stage.key);
    if (status === 'done') this.#note(stage, 1);
    else if (status !== 'stopped') this.#give(stage, 1);
    else this.#note(stage, kept === null ? 0 : kept.step / kept.steps);
  }

  /** Share of all work that is done, 0 to 1. */
  share(): number {
    return this.#total === 0 ? 1 : Math.min(1, this.#done() / this.#total);
  }

  /** Seconds left at the pace of now; null while that is not known. */
  secondsLeft(): number | null {
    const pace = this.#speed.perSecond();
    return pace === null ? null : Math.max(0, this.#total - this.#done()) / pace;
  }

  /** Steps per second of a stage at work; null while that is not known. */
  stepsPerSecond(stage: Stage): number | null {
    return this.#speeds.get(stage.key)?.perSecond() ?? null;
  }

  #done(): number {
    let done = 0;
    for (const [key, share] of this.#shares) done += share * (this.#work.get(key) ?? 0);
    return done;
  }

  #note({ key }: Stage, share: number): void {
    this.#shares.set(key, share);
    this.#speed.note(this.#done() - this.#given);
  }

  /** What is more than before was not done by this run. */
  #give(stage: Stage, share: number): void {
    const more = share - (this.#shares.get(stage.key) ?? 0);
    this.#given += Math.max(0, more) * (this.#work.get(stage.key) ?? 0);
    this.#note(stage, share);
  }
}
