/** How an example of each task becomes tokens: one real example as the model saw it. */
import type { FinetuneOptions } from '../../experiment/schema.js';
import type { SampleInput } from '../../stages/result.js';
import { TASKS } from '../../tasks/index.js';
import type { Task } from '../../tasks/task.js';
import type { TaskName } from '../../tasks/index.js';
import type { Line } from './line.js';
import { stagesOf } from '../../results/recorded.js';
import type { Recorded, StageOf } from '../../results/recorded.js';

export interface TaskInput {
  readonly task: TaskName;
  readonly title: string;
  readonly format: FinetuneOptions['inputFormat'];
  /** The transformation in words, e.g. "one sequence per option: article and question, delimiter, option". */
  readonly how: string;
  readonly split: string;
  readonly id: string;
  /** The right class, or the right number. */
  readonly label: string;
  readonly fields: readonly Line[];
  readonly sequences: readonly (readonly InputToken[])[];
}

export interface InputToken {
  /** A token of the vocabulary as it is written there, e.g. "the</w>". */
  readonly text: string;
  /** A symbol that no text contains. */
  readonly special: boolean;
}

const SPECIAL = ['<start>', '<delimiter>', '<extract>'];

/** For each task in order, the first recorded example in each input format that the variants use. */
export function taskInputs(recorded: Recorded): readonly TaskInput[] {
  const { evaluate } = recorded.plan.experiment;
  return evaluate.tasks.flatMap((task) => {
    const seen = new Set<string>();
    return stagesOf(recorded, 'evaluate').flatMap(({ key, spec }) => {
      const sample = recorded.records.get(key)?.facts.sample;
      if (spec.task !== task || sample === undefined || seen.has(spec.inputFormat)) return [];
      seen.add(spec.inputFormat);
      return [inputOf(spec, sample)];
    });
  });
}

function inputOf({ task: name, inputFormat }: StageOf<'evaluate'>['spec'], sample: SampleInput): TaskInput {
  const task = TASKS[name];
  const { split, id, label, fields, sequences } = sample;
  return {
    task: name,
    title: task.title,
    format: inputFormat,
    split,
    id,
    label,
    how: HOW[inputFormat](task),
    fields: Object.entries(fields).map(([field, value]) => ({ label: field, value })),
    sequences: sequences.map((tokens) => tokens.map((text) => ({ text, special: SPECIAL.includes(text) }))),
  };
}

/** How the sequences of an example become its prediction. */
const READ_BY: Readonly<Record<Task['head'], (sequence: string, task: Task) => string>> = {
  classify: (sequence) => sequence,
  symmetric: (sequence) => `both orders of the two, each: ${sequence}; the two extract states are added`,
  choose: (sequence, { wording: { parts }, sequencesPerExample }) =>
    `one sequence per ${parts.at(-1) ?? 'option'}: ${sequence}; softmax over the ${sequencesPerExample} scores`,
};

function delimited(task: Task): string {
  const sequence = `start, ${task.wording.parts.join(', delimiter, ')}, extract`;
  return READ_BY[task.head](sequence, task);
}

const HOW: Readonly<Record<FinetuneOptions['inputFormat'], (task: Task) => string>> = {
  delimiters: (task) => `${delimited(task)}. A linear layer reads the final state of the extract symbol.`,
  prompt: (task) => {
    const fields = Object.fromEntries(task.wording.fields.map((field) => [field, `[${field}]`]));
    const asked = task.prompt?.({ id: '', fields, label: 0 });
    if (asked === undefined) return 'It has no form as a prompt.';
    const { text, answers } = asked;
    return `“${text}”. The language model's logits of ${answers.join(', ')} at the last position decide.`;
  },
};
