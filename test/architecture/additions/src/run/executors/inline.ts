/** Stages in the process of the run itself, one at a time. */
import type { Assignment, Awaited, Begun, Executor, ExecutorKind, Listener, StageEnd } from './executor.js';
import { work } from './work.js';

export const inline: ExecutorKind = {
  describe: 'this very process, one stage at a time',
  capacity: () => 1,
  open: (_, listener) => new InlineExecutor(listener),
};

class InlineExecutor implements Executor {
  #busy = false;
  readonly #stop = new AbortController();

  constructor(private readonly listener: Listener) {}

  begin(offered: readonly Assignment[]): readonly Begun[] {
    const [first] = offered;
    if (first === undefined || this.#busy) return [];
    return [{ stage: first.stage, end: this.#work(first) }];
  }

  /** Where it is asked between two steps; what has none goes on to its end. */
  stop(): readonly Awaited[] {
    this.#busy = true;
    this.#stop.abort();
    return [];
  }

  /** What is at work ends with the process. */
  close(): void {
    this.stop();
  }

  async #work(assignment: Assignment): Promise<StageEnd> {
    const { stage, engine } = assignment;
    this.#busy = true;
    this.listener.started(stage, 1);
    const { outcome, ran } = await work(
      { ...assignment, engine: { ...engine, threads: 1 } },
      {
        opened: (earlier) => this.listener.opened(stage, earlier),
        progress: (done, total) => this.listener.moved(stage, done, total),
        stop: this.#stop.signal,
        threads: () => undefined, // it keeps the one that it has
      },
    );
    this.#busy = false;
    return { ...outcome, ran };
  }
}
