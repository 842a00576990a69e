/** The threads of a machine, shared out among the stages at work: as many to one as to another that can use them. */
import { MOST_THREADS } from '../../engines/limits.js';

/** How many threads a stage can use. */
export type Use = 'one' | 'engine';

export class Shares {
  /** By key, in the order in which they began. */
  readonly #atWork = new Map<string, Use>();

  /** `threads`: of all stages together. */
  constructor(private readonly threads: number) {}

  get size(): number {
    return this.#atWork.size;
  }

  add(key: string, uses: Use): void {
    this.#atWork.set(key, uses);
  }

  remove(key: string): void {
    this.#atWork.delete(key);
  }

  /** At least one; what does not come out even goes to those that began first. */
  of(key: string): number {
    if (this.#atWork.get(key) === 'one') return 1;
    const sharing = [...this.#atWork].filter(([, uses]) => uses === 'engine').map(([other]) => other);
    const left = this.threads - (this.#atWork.size - sharing.length);
    const more = sharing.indexOf(key) < left % sharing.length ? 1 : 0;
    return Math.min(MOST_THREADS, Math.max(1, Math.floor(left / sharing.length) + more));
  }
}
