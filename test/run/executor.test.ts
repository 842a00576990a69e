/** The scheduler with an executor of this test: stages "run" on another machine, and their ends say so. */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { readEvents } from '../../src/run/events.js';
import type { Assignment, Awaited, Executor, Listener, StageEnd } from '../../src/run/executors/executor.js';
import type { Ended, Progress } from '../../src/run/progress.js';
import { execute } from '../../src/run/scheduler.js';
import type { Outcome } from '../../src/run/scheduler.js';
import { experiment, INPUTS } from '../plan/examples.js';
import { storeForEach } from '../store/each.js';

const each = storeForEach();

const RAN = {
  host: 'node-7',
  startedAt: '2026-01-02T03:04:05.678Z',
  seconds: 12.5,
  earlier: 30,
  threads: 64,
  cpu: 'another processor',
  node: 'v22.0.0',
  instructionSet: 'neon',
};

/** Takes `room` stages at once, and ends each as `endOf` says; those that end as stopped do when they are asked to. */
class FarExecutor implements Executor {
  readonly #atWork = new Set<Assignment>();
  readonly #asked = new AbortController();
  readonly order: string[] = [];
  atWork = 0;
  most = 0;

  constructor(
    private room: number,
    private readonly listener: Listener,
    private readonly endOf: (assignment: Assignment) => StageEnd,
  ) {}

  begin(offered: readonly Assignment[]) {
    return offered.slice(0, this.room - this.atWork).map((assignment) => {
      this.order.push(assignment.stage.key);
      this.atWork += 1;
      this.most = Math.max(this.most, this.atWork);
      return { stage: assignment.stage, end: this.#end(assignment) };
    });
  }

  stop(): readonly Awaited[] {
    this.room = 0;
    this.#asked.abort();
    return [...this.#atWork].map(({ stage }) => ({ stage, seconds: 40 }));
  }

  close(): void {
    this.stop();
  }

  async #end(assignment: Assignment): Promise<StageEnd> {
    this.listener.started(assignment.stage, RAN.threads);
    this.#atWork.add(assignment);
    const end = this.endOf(assignment);
    await (end.status === 'stopped' ? once(this.#asked.signal, 'abort') : setTimeout(5));
    this.#atWork.delete(assignment);
    this.atWork -= 1;
    return end;
  }
}

const DONE: StageEnd = {
  status: 'done',
  ran: RAN,
  result: { metrics: [], predictions: [], facts: {} },
};

const plan = planExperiment(experiment({ seeds: [1, 2] }), INPUTS);

async function executed(
  endOf: (assignment: Assignment) => StageEnd,
  keepGoing = false,
  told: Partial<Progress> = {},
): Promise<{ outcome: Outcome; executor: FarExecutor }> {
  let executor: FarExecutor | null = null;
  const outcome = await execute({
    plan,
    store: each.store,
    datasets: each.folder,
    data: new Map(),
    engine: { name: 'cpu', precision: 'float32', instructionSet: null, numericsVersion: 'cpu-1' },
    executor: (listener) => (executor = new FarExecutor(2, listener, endOf)),
    keepGoing,
    origin: {
      commit: null,
      diff: null,
      shared: { diff: null, packageLockHash: null, numericsVersion: 'cpu-1', precision: 'float32' },
    },
    progress: () => ({
      started: () => undefined,
      opened: () => undefined,
      moved: () => undefined,
      warned: () => undefined,
      stopping: () => undefined,
      ended: () => undefined,
      close: () => undefined,
      ...told,
    }),
    interruption: new AbortController().signal,
  });
  return { outcome, executor: executor! };
}

it('every stage is begun once, after its inputs, and never more of them than the executor has room for', async () => {
  const { outcome, executor } = await executed(() => DONE);
  expect(outcome.done).toBe(plan.stages.length);
  expect(executor.order.toSorted()).toEqual(plan.stages.map(({ key }) => key).toSorted());
  for (const { key, inputs } of plan.stages)
    for (const input of inputs)
      expect(executor.order.indexOf(input)).toBeLessThan(executor.order.indexOf(key));
  expect(executor.most).toBe(2);
});

it('a record tells the machine, the time and the processor of where its stage ran', async () => {
  await executed(() => DONE);
  const [record] = await each.store.allStages();
  expect(record).toMatchObject({ machine: 'node-7', startedAt: RAN.startedAt, seconds: 42.5, threads: 64 });
  expect(record!.provenance).toMatchObject({ cpu: RAN.cpu, node: RAN.node, instructionSet: 'neon' });
});

it('a stage that fails there is recorded with its reason, and what needs it is left', async () => {
  const { outcome } = await executed(
    ({ stage }) =>
      stage.spec.kind === 'pretrain' ? { status: 'failed', error: 'No node.', ran: RAN } : DONE,
    true,
  );
  expect(outcome.failed.map(({ error }) => error)).toEqual(outcome.failed.map(() => 'No node.'));
  expect(outcome.left.map(({ spec }) => spec.kind)).toEqual(expect.arrayContaining(['finetune', 'evaluate']));
});

it('a stage that was stopped is not recorded, and its event log says how it ended', async () => {
  const { outcome } = await executed(({ stage }) =>
    stage.spec.kind === 'pretrain'
      ? { status: 'stopped', kept: null, ran: RAN }
      : { ...DONE, status: 'failed', error: '' },
  );
  const { key } = plan.stages.find(({ spec }) => spec.kind === 'tokenize')!;
  expect((await readEvents(each.store.eventLog(key))).at(-1)).toMatchObject({
    event: 'ended',
    status: 'failed',
  });
  expect(outcome.left.length).toBeGreaterThan(0);
});

it('a failure asks what else is at work to stop, waits for it, and tells and logs what it keeps', async () => {
  const isPretrain = (seed: number, { spec }: Assignment['stage']): boolean =>
    spec.kind === 'pretrain' && spec.seed === seed;
  const kept = { step: 7, steps: 10 };
  const endOf = ({ stage }: Assignment): StageEnd => {
    if (isPretrain(1, stage)) return { status: 'failed', error: 'No disk.', ran: RAN };
    return isPretrain(2, stage) ? { status: 'stopped', kept, ran: RAN } : DONE;
  };
  const awaited: string[] = [];
  const ends = new Map<string, Ended>();
  const { outcome } = await executed(endOf, false, {
    stopping: (stages) => awaited.push(...stages.map(({ stage }) => stage.key)),
    ended: ({ key }, end) => ends.set(key, end),
  });
  const { key } = plan.stages.find((stage) => isPretrain(2, stage))!;
  expect(awaited).toContain(key);
  expect(ends.get(key)).toMatchObject({ status: 'stopped', kept });
  expect((await readEvents(each.store.eventLog(key))).at(-1)).toMatchObject({ status: 'stopped', kept });
  expect(await each.store.stages([key])).toEqual(new Map());
  expect(outcome).toMatchObject({ failed: [{ error: 'No disk.' }], interrupted: false });
  expect(outcome.left.map((left) => left.key)).toContain(key);
});
