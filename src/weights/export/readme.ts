/** The README.md beside an exported model: what it is, how it is loaded, and what is not as in Reprise. */
import { hashValues } from '../../training/tensor-file.js';
import { familyOf } from '../../models/index.js';
import type { Task } from '../../tasks/task.js';
import type { ExportedModel, Written } from './model.js';

interface Given {
  /** That its head is for; null: it is a language model. */
  readonly task: Task | null;
  readonly written: Written;
}

export function readme(model: ExportedModel, { task, written }: Given): string {
  const { label, key, options, weights } = model;
  return `${[
    `# ${label}`,
    `Exported by Reprise. ${familyOf(options).title}: ${familyOf(options).describe(options)}.`,
    `For \`${written.opens}\` of [Transformers](https://huggingface.co/docs/transformers). ` +
      `${key === null ? '' : `Key of the stage \`${key}\`, `}sha256 of its weights \`${hashValues(weights)}\`.`,
    ...(model.task === null ? [] : [taskText(model.task)]),
    ['```python', ...(task === null ? languageModel(model) : classifier(task)), '```'].join('\n'),
    ...(written.notes.length === 0 ? [] : [written.notes.map((note) => `- ${note}`).join('\n')]),
    'In a text, the name of a special symbol is text: `split_special_tokens` in tokenizer_config.json.',
  ].join('\n\n')}\n`;
}

const taskText = ({ title, output }: Task): string =>
  `Fine-tuned on ${title}: ${output.kind === 'classes' ? output.names.join(', ') : `${output.low} to ${output.high}`}.`;

const opening = (auto: string): readonly string[] => [
  'import torch',
  `from transformers import AutoTokenizer, ${auto}`,
  '',
  'tokenizer = AutoTokenizer.from_pretrained(".")',
  `model = ${auto}.from_pretrained(".").eval()`,
  '',
];

function languageModel({ task }: ExportedModel): readonly string[] {
  if (task === null)
    return [
      ...opening('AutoModelForCausalLM'),
      'inputs = tokenizer("the old house", return_tensors="pt")',
      'with torch.no_grad():',
      '    logits = model(**inputs).logits  # (1, tokens, vocabulary)',
    ];
  return [
    ...opening('AutoModelForCausalLM'),
    'prompt = "the text, ending where the answer belongs"',
    'answers = ["one", "two"]  # first tokens stand for them',
    'first = [tokenizer(answer).input_ids[0] for answer in answers]',
    'with torch.no_grad():',
    '    logits = model(**tokenizer(prompt, return_tensors="pt")).logits[0, -1, first]',
  ];
}

type Lines = (task: Task) => readonly string[];

const quoted = (parts: readonly string[]): string => parts.map((part) => JSON.stringify(part)).join(', ');

/** What the parts of a sequence are, told apart where they are called alike: "question 1", "question 2". */
const partsOf = ({ wording: { parts } }: Task): readonly string[] =>
  parts.map((part, i) => (parts.indexOf(part) === parts.lastIndexOf(part) ? part : `${part} ${i + 1}`));

/** From `scores(…)`, the logits of texts, to what the task asks for. */
const BY_HEAD: Readonly<Record<Task['head'], Lines>> = {
  classify: (task) => [`logits = scores(${quoted(partsOf(task))})`],
  symmetric: (task) => {
    const parts = partsOf(task);
    const back = parts.toReversed();
    return [`logits = scores(${quoted(parts)}) + scores(${quoted(back)})  # both orders count`];
  },
  choose: (task) => {
    const [first = '', second = ''] = partsOf(task);
    return [
      `options = ["${second} 1", "${second} 2"]`,
      `logits = torch.cat([scores(${quoted([first])}, option) for option in options], dim=1)`,
    ];
  },
};

function classifier(task: Task): readonly string[] {
  const { output } = task;
  return [
    ...opening('AutoModelForSequenceClassification'),
    '',
    'def scores(*parts):  # the tokenizer puts the special symbols between them',
    '    with torch.no_grad():',
    '        return model(**tokenizer(*parts, return_tensors="pt")).logits',
    '',
    '',
    ...BY_HEAD[task.head](task),
    ...(output.kind === 'range'
      ? [
          `value = (${output.low} + ${output.high - output.low} * logits[0, 0]).clamp(${output.low}, ${output.high})`,
        ]
      : ['probabilities = logits.softmax(dim=1)']),
  ];
}
