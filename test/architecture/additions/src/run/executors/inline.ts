/** Stages in the process of the run itself, one at a time. */
import type { Assignment, Begun, Executor, ExecutorKind, Listener, StageEnd } from './executor.js';
import { work } from './work.js';

export const inline: ExecutorKind = {
  describe: 'this very process, one stage at a time',
  capacity: () => 1,
  open: (_, listener) => new InlineExecutor(listener),
};

class InlineExecutor implements Executor {
  #busy = false;

  constructor(private readonly listener: Listener) {}

  begin(offered: readonly Assignment[]): readonly Begun[] {
    const [first] = offered;
    if (first === undefined || this.#busy) return [];
    return [{ stage: first.stage, end: this.#work(first) }];
  }

  /** What is at work ends with the process. */
  stop(): void {
    this.#busy = true;
  }

  async #work(assignment: Assignment): Promise<StageEnd> {
    const { stage, engine } = assignment;
    this.#busy = true;
    this.listener.started(stage, 1);
    const progress = (done: number, total: number): void => this.listener.moved(stage, done, total);
    const { outcome, ran } = await work({ ...assignment, engine: { ...engine, threads: 1 } }, progress);
    this.#busy = false;
    return { ...outcome, ran };
  }
}
