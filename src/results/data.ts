/** The data behind the numbers: what is special about it, and its hashes. */
import { dataOf, taskOf } from '../stages/index.js';
import type { DataFacts } from '../store/store.js';
import type { TaskName } from '../tasks/index.js';
import type { Recorded } from './recorded.js';

/** What must be said of every number. */
export interface SpecialData {
  /** What was generated and is not from a real set. */
  readonly synthetic: { readonly corpus: boolean; readonly tasks: boolean };
  /** Examples per task that variants are fine-tuned on at most, of all in order; null: all. Empty: none is. */
  readonly trainLimits: readonly (number | null)[];
  /** Of single tasks, by name, where they have limits of their own. */
  readonly taskLimits: Readonly<Record<string, number>>;
  /** Seed of the one pre-training that all seeds share; null: each has its own, or there is none. */
  readonly sharedPretraining: number | null;
  /** Evaluated examples of each split at most; null: all. */
  readonly evaluateLimit: number | null;
  /** Data that is not, or not any more, the set that its manifest pins. */
  readonly unverified: readonly DataHash[];
}

export interface DataHash {
  /** Name of a corpus; null: of something else. */
  readonly corpus: string | null;
  /** Name of imported weights; null: of something else. */
  readonly weights: string | null;
  readonly task: TaskName | null;
  /** Where the task's data come from, e.g. "miniature"; null: of a corpus. */
  readonly source: string | null;
  readonly sha256: string;
  /** Which set it is and what is odd about it; null: no run recorded it. */
  readonly facts: DataFacts | null;
}

const UNVERIFIED: readonly DataFacts['status'][] = ['unverified', 'other', 'corrupt'];

export function specialData(recorded: Recorded): SpecialData {
  const { experiment, variants } = recorded.plan;
  const { evaluate, pretrain } = experiment;
  const isFineTuned = evaluate.mode === 'fine-tuned';
  const trained = isFineTuned ? variants : [];
  const limits = new Set(trained.map((variant) => variant.experiment.finetune.maxTrainExamples));
  return {
    synthetic: {
      corpus: pretrain.weights === null && pretrain.corpus === 'miniature',
      tasks: evaluate.source === 'miniature',
    },
    trainLimits: [...limits].sort((a, b) => (a ?? Infinity) - (b ?? Infinity)),
    taskLimits: Object.fromEntries(
      Object.entries(experiment.finetune.taskLimits).filter(
        ([task]) => isFineTuned && (evaluate.tasks as readonly string[]).includes(task),
      ),
    ),
    sharedPretraining:
      isFineTuned && experiment.seeds.length > 1 && pretrain.weights === null ? pretrain.seed : null,
    evaluateLimit: evaluate.maxExamples,
    unverified: dataHashes(recorded).filter(
      ({ facts }) => facts !== null && UNVERIFIED.includes(facts.status),
    ),
  };
}

/** sha256 of the corpus and of each task's files, each once, tasks in the experiment's order. */
export function dataHashes({ plan, dataFacts }: Recorded): readonly DataHash[] {
  const all = plan.stages.flatMap(({ spec }): DataHash[] => {
    const sha256 = dataOf(spec);
    if (sha256 === null) return [];
    const source = 'source' in spec ? spec.source : null;
    const corpus = 'corpus' in spec ? spec.corpus : null;
    const weights = 'weights' in spec ? spec.weights : null;
    return [{ corpus, weights, task: taskOf(spec), source, sha256, facts: dataFacts.get(sha256) ?? null }];
  });
  const distinct = [...new Map(all.map((hash) => [JSON.stringify(hash), hash])).values()];
  const order: readonly (TaskName | null)[] = [null, ...plan.experiment.evaluate.tasks];
  return order.flatMap((wanted) => distinct.filter(({ task }) => task === wanted));
}
