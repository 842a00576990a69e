/** The data behind the numbers: what is special about it, and its hashes. */
import { TASKS } from '../tasks/index.js';
import type { Experiment } from '../experiment/schema.js';
import type { DataHash, DataMark } from '../report/model.js';
import { stagesOf } from './recorded.js';
import type { Recorded } from './recorded.js';
import { grouped } from '../report/tables/numbers.js';

/** What must be said on every table and chart. */
export function dataMarks(recorded: Recorded): readonly DataMark[] {
  return [...syntheticMarks(recorded.plan.experiment), ...truncationMarks(recorded)];
}

function syntheticMarks({ evaluate, pretrain }: Experiment): DataMark[] {
  const tasks = evaluate.source === 'miniature';
  const books = pretrain.corpus === 'miniature';
  if (!tasks && !books) return [];
  const what = tasks && books ? 'books and tasks' : tasks ? 'tasks' : 'books';
  return [{ kind: 'synthetic', text: `Synthetic data: ${what} of the generated miniature` }];
}

function truncationMarks({ plan }: Recorded): DataMark[] {
  const evaluated = plan.experiment.evaluate.maxExamples;
  const trained = [...new Set(plan.variants.map(({ experiment }) => experiment.finetune.maxTrainExamples))];
  const limits = trained.filter((limit) => limit !== null).sort((a, b) => a - b);
  const parts = [
    ...(limits.length === 0
      ? []
      : [
          `fine-tuned on at most ${limits.map(grouped).join(' or ')} examples${limits.length < trained.length ? ' or all' : ''} a task`,
        ]),
    ...(evaluated === null ? [] : [`evaluated on at most ${grouped(evaluated)} of each split`]),
  ];
  return parts.length === 0 ? [] : [{ kind: 'truncated', text: `Truncated data: ${parts.join(', ')}` }];
}

/** Marks in one line; null: none. */
export function markOf(marks: readonly DataMark[]): string | null {
  return marks.length === 0 ? null : `${marks.map(({ text }) => text).join('. ')}.`;
}

/** sha256 of the corpus and of each task's files, each once. */
export function dataHashes(recorded: Recorded): readonly DataHash[] {
  const corpora = stagesOf(recorded, 'tokenize').map(({ spec }) => ({
    what: `corpus ${spec.corpus}`,
    task: null,
    sha256: spec.corpusHash,
  }));
  const evaluations = stagesOf(recorded, 'evaluate').map(({ spec }) => ({
    what: `${TASKS[spec.task].title} (${spec.source})`,
    task: spec.task,
    sha256: spec.dataHash,
  }));
  const all = new Map([...corpora, ...evaluations].map((hash) => [`${hash.what} ${hash.sha256}`, hash]));
  return [...all.values()];
}
