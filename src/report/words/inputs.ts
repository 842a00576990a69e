/** How an example of each task becomes tokens: one real example as the model saw it. */
import type { FinetuneOptions } from '../../stages/finetune/options.js';
import { familyOf } from '../../models/index.js';
import type { FamilyInput } from '../../models/input.js';
import type { SampleInput } from '../../stages/result.js';
import { TASKS } from '../../tasks/index.js';
import type { Task } from '../../tasks/task.js';
import type { TaskInput } from '../model.js';
import { stagesOf } from '../../results/recorded.js';
import type { Recorded, StageOf } from '../../results/recorded.js';

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

function inputOf(
  { task: name, inputFormat, model }: StageOf<'evaluate'>['spec'],
  sample: SampleInput,
): TaskInput {
  const task = TASKS[name];
  const { input } = familyOf(model);
  const { split, id, label, fields, sequences } = sample;
  return {
    ...{ task: name, title: task.title, format: inputFormat, split, id, label },
    how: HOW[inputFormat](task, input),
    fields: Object.entries(fields).map(([field, value]) => ({ label: field, value })),
    sequences: sequences.map((tokens) =>
      tokens.map((text) => ({ text, special: input.symbols.includes(text) })),
    ),
  };
}

/** How the sequences of an example become its prediction. */
const READ_BY: Readonly<Record<Task['head'], (sequence: string, task: Task, input: FamilyInput) => string>> =
  {
    classify: (sequence) => sequence,
    symmetric: (sequence, _, { words }) =>
      `both orders of the two, each: ${sequence}; the two ${words.readout[1]} are added`,
    choose: (sequence, { wording: { parts }, sequencesPerExample }) =>
      `one sequence per ${parts.at(-1) ?? 'option'}: ${sequence}; softmax over the ${sequencesPerExample} scores`,
  };

function delimited(task: Task, input: FamilyInput): string {
  const sequence = input.words.sequence(task.wording.parts);
  return READ_BY[task.head](sequence, task, input);
}

const HOW: Readonly<Record<FinetuneOptions['inputFormat'], (task: Task, input: FamilyInput) => string>> = {
  delimiters: (task, input) =>
    `${delimited(task, input)}. A linear layer reads the ${input.words.readout[0]}.`,
  prompt: (task) => {
    const fields = Object.fromEntries(task.wording.fields.map((field) => [field, `[${field}]`]));
    const asked = task.prompt?.({ id: '', fields, label: 0 });
    if (asked === undefined) return 'It has no form as a prompt.';
    const { text, answers } = asked;
    return `“${text}”. The language model's logits of ${answers.join(', ')} at the last position decide.`;
  },
};
