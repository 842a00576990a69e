/** How an example of each task becomes tokens: one real example as the model saw it. */
import { familyOf } from '../../models/index.js';
import type { ModelOptions } from '../../models/index.js';
import type { FamilyInput, InputFormat } from '../../models/input.js';
import { stagesWith } from '../../results/recorded.js';
import type { Recorded } from '../../results/recorded.js';
import type { StageYielding } from '../../stages/index.js';
import type { SampleInput } from '../../stages/result.js';
import { TASKS } from '../../tasks/index.js';
import type { TaskName } from '../../tasks/index.js';
import { labelText, zeroShotOf } from '../../tasks/task.js';
import type { Example, Task, ZeroShot } from '../../tasks/task.js';
import type { Line } from './line.js';

export interface TaskInput {
  readonly task: TaskName;
  readonly title: string;
  readonly format: Format;
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

/** How the model was asked. */
type Format = InputFormat | 'zero-shot';

/** What a model scores; baselines see no tokens. */
type ModelSpec = Extract<StageYielding<'scores'>['spec'], { readonly model: ModelOptions }>;

/** For each task in order, the first recorded example in each input format that the variants use. */
export function taskInputs(recorded: Recorded): readonly TaskInput[] {
  const all = stagesWith(recorded, 'scores').flatMap(({ key, spec }) => {
    const sample = recorded.records.get(key)?.facts.sample;
    return sample === undefined || !('model' in spec) ? [] : [inputOf(spec, sample)];
  });
  return recorded.plan.experiment.evaluate.tasks.flatMap((task) => {
    const ofTask = all.filter((one) => one.task === task);
    return ofTask.filter(({ format }, at) => ofTask.findIndex((one) => one.format === format) === at);
  });
}

function inputOf(spec: ModelSpec, sample: SampleInput): TaskInput {
  const task = TASKS[spec.task];
  const { input } = familyOf(spec.model);
  const format = 'inputFormat' in spec ? spec.inputFormat : 'zero-shot';
  const { split, id, label, fields, sequences } = sample;
  return {
    task: spec.task,
    title: task.title,
    format,
    how: HOW[format](task, input),
    split,
    id,
    label,
    fields: Object.entries(fields).map(([field, value]) => ({ label: field, value })),
    sequences: sequences.map((tokens) =>
      tokens.map((text) => ({ text, special: input.symbols.includes(text) })),
    ),
  };
}

type Words = (sequence: string, task: Task, input: FamilyInput) => string;

/** How the sequences of an example become its prediction. */
const READ_BY: Readonly<Record<Task['head'], Words>> = {
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

/** An example whose fields are their names, in brackets. */
function nameless({ wording: { fields } }: Task): Example {
  return { id: '', fields: Object.fromEntries(fields.map((field) => [field, `[${field}]`])), label: 0 };
}

const SCORES: Readonly<Record<ZeroShot['score'], string>> = {
  mean: 'the mean log-probability of its tokens',
  total: 'its log-probability',
};

function zeroShotText(task: Task): string {
  const zeroShot = zeroShotOf(task);
  if (zeroShot === null) return 'It has no zero-shot form.';
  const { context, continuations } = zeroShot.ask(nameless(task));
  const score = SCORES[zeroShot.score];
  if (zeroShot.decide === 'threshold')
    return `“${continuations.join('')}”. It is ${labelText(task.output, 1)} where ${score} is above a threshold chosen on the training examples.`;
  return `“${context}”, followed by ${continuations.map((text) => `“${text}”`).join(' or ')}. The one decides for which ${score} is highest.`;
}

const HOW: Readonly<Record<Format, (task: Task, input: FamilyInput) => string>> = {
  delimiters: (task, input) =>
    `${delimited(task, input)}. A linear layer reads the ${input.words.readout[0]}.`,
  'zero-shot': zeroShotText,
  prompt: (task) => {
    const asked = task.prompt?.(nameless(task));
    if (asked === undefined) return 'It has no form as a prompt.';
    const { text, answers } = asked;
    return `“${text}”. The language model's logits of ${answers.join(', ')} at the last position decide.`;
  },
};
