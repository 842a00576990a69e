/** How an example of each task becomes tokens: one real example as the model saw it. */
import type { FinetuneOptions } from '../../experiment/schema.js';
import type { SampleInput } from '../../stages/result.js';
import { TASKS } from '../../tasks/index.js';
import type { Task } from '../../tasks/task.js';
import type { TaskInput } from '../model.js';
import { stagesOf } from '../../results/recorded.js';
import type { Recorded, StageOf } from '../../results/recorded.js';

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
    ...{ task: name, title: task.title, format: inputFormat, split, id, label },
    how: HOW[inputFormat](task),
    fields: Object.entries(fields).map(([field, value]) => ({ label: field, value })),
    sequences: sequences.map((tokens) => tokens.map((text) => ({ text, special: SPECIAL.includes(text) }))),
  };
}

const DELIMITED: Readonly<Record<Task['name'], string>> = {
  'sst-2': 'start, sentence, extract',
  qqp: 'both orders of the two questions, each: start, question, delimiter, question, extract; the two extract states are added',
  mnli: 'start, premise, delimiter, hypothesis, extract',
  race: 'one sequence an option: start, article and question, delimiter, option, extract; softmax over the four scores',
  storycloze: 'one sequence an ending: start, story, delimiter, ending, extract; softmax over the two scores',
};

const HOW: Readonly<Record<FinetuneOptions['inputFormat'], (task: Task) => string>> = {
  delimiters: ({ name }) => `${DELIMITED[name]}. A linear layer reads the final state of the extract symbol.`,
  prompt: (task) => {
    const blank = {
      id: '',
      fields: Object.fromEntries(FIELDS.map((field) => [field, `[${field}]`])),
      label: 0,
    };
    const { text, answers } = task.prompt(blank);
    return `“${text}”. The language model's logits of ${answers.join(', ')} at the last position decide.`;
  },
};

/** Fields of all tasks, for showing a prompt's form. */
const FIELDS = [
  ...['sentence', 'question1', 'question2', 'premise', 'hypothesis', 'article', 'question'],
  ...['A', 'B', 'C', 'D', 'story', 'ending1', 'ending2'],
];
