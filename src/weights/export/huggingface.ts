/** A model as a folder of Hugging Face's hub: what Transformers loads by its own classes, without code of ours. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NamedValues } from '../../engines/values.js';
import { EXIT, UserError } from '../../failure.js';
import { familyOf } from '../../models/index.js';
import type { ModelOptions } from '../../models/index.js';
import type { FamilyExport } from '../../models/family.js';
import { outputsOf } from '../../tasks/task.js';
import type { Task } from '../../tasks/task.js';
import { END_OF_TEXT, hubFiles } from '../../tokenizer/hub/files.js';
import { architectureOf } from '../architecture.js';
import { configOf, unableToHold } from '../config.js';
import { FORMATS, formatOf } from '../formats/index.js';
import type { Architecture, Config, WeightFormat } from '../formats/format.js';
import { tensorsOf } from '../parts.js';
import { writeSafetensors } from '../safetensors.js';
import { withoutHead } from './head.js';
import type { ExportedModel, WriteModel, Written } from './model.js';
import { readme } from './readme.js';

/** A classifier's matrix, in files of Transformers. */
const SCORE = 'score.weight';

export const huggingface: WriteModel = async (model, folder) => {
  const family = exportOf(model.options);
  const { options, weights } = tabledOf(model, family);
  const architecture = architectureOf(options);
  const format = model.format === null ? formatFor(architecture) : formatOf(model.format);
  const { body, head } = withoutHead(weights, family.lastBias(options), sequencesOf(model.task));
  const tensors = tensorsOf(body, format);
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    head === null ? tensors : new Map([...tensors, [SCORE, head]]),
  );
  const task = head === null ? null : model.task;
  const config = { ...configFor(model, { architecture, format, body }), ...configOfHead(task, format) };
  const files = {
    'config.json': `${JSON.stringify(config, null, 2)}\n`,
    ...hubFiles({
      file: model.tokenizer,
      symbols: symbolsOf(model),
      sequences: task === null ? null : [1, 2].map((parts) => family.sequence(parts)),
      contextLength: options.contextLength,
    }),
  };
  const written: Written = {
    opens: task === null ? format.classes.languageModel : format.classes.classifier,
    notes: notesOn(model, task),
  };
  const page = readme(model, { task, written });
  for (const [name, text] of Object.entries({ ...files, 'README.md': page }))
    await writeFile(join(folder, name), text);
  return written;
};

function exportOf(options: ModelOptions): FamilyExport<ModelOptions> {
  const { exports, title } = familyOf(options);
  if (exports !== undefined) return exports;
  throw new UserError(`Transformers has no class for the models of this family (${title}).`, EXIT.usage);
}

function tabledOf({ options, weights }: ExportedModel, family: FamilyExport<ModelOptions>) {
  const tabled = family.tabled(options, weights);
  if (tabled !== null) return tabled;
  throw new UserError(
    `model.positionEncoding of this model is ${architectureOf(options).positionEncoding}, for which Transformers has no class with the ` +
      `rest of the model; what can be exported are ${family.tables.join(', ')}.`,
    EXIT.usage,
  );
}

function formatFor(architecture: Architecture): WeightFormat {
  const formats: readonly WeightFormat[] = Object.values(FORMATS);
  const found = formats.find((format) => unableToHold(architecture, format).length === 0);
  if (found !== undefined) return found;
  const { norm, activation } = architecture;
  throw new UserError(
    `Transformers has no class for a model with model.norm ${norm} and model.activation ${activation}.`,
    EXIT.usage,
  );
}

/** Whose states are added up before the head. */
const sequencesOf = (task: Task | null): number => (task?.head === 'symmetric' ? 2 : 1);

const symbolsOf = ({ options, hasSymbols }: ExportedModel): readonly string[] =>
  hasSymbols ? familyOf(options).input.symbols : [];

interface Parts {
  readonly architecture: Architecture;
  readonly format: WeightFormat;
  readonly body: NamedValues;
}

/** The first symbol is never a sequence's last token, which a classifier looks for among those that are no padding. */
function configFor(model: ExportedModel, { architecture, format, body }: Parts): Config {
  const { scheme, entries } = model.tokenizer;
  const vocabularySize = body.get('tokens')!.shape[0]!;
  const end = entries.indexOf(END_OF_TEXT);
  return {
    architectures: [format.classes.languageModel],
    ...configOf({ architecture, vocabularySize, scheme }, format),
    bos_token_id: null,
    eos_token_id: end < 0 ? null : end,
    pad_token_id: model.hasSymbols ? entries.length : null,
  };
}

function configOfHead(task: Task | null, { classes }: WeightFormat): Config {
  if (task === null) return {};
  const names = namesOf(task);
  return {
    architectures: [classes.classifier],
    num_labels: names.length,
    id2label: Object.fromEntries(names.map((name, id) => [id, name])),
    label2id: Object.fromEntries(names.map((name, id) => [name, id])),
    ...(task.output.kind === 'range' ? { problem_type: 'regression' } : {}),
  };
}

/** Of what the head gives: classes; of options to choose from, one score each. */
function namesOf({ head, output }: Task): readonly string[] {
  if (head === 'choose') return ['score'];
  return output.kind === 'classes' ? output.names : Array.from({ length: outputsOf(output) }, () => 'value');
}

function notesOn({ options, tokenizer }: ExportedModel, task: Task | null): readonly string[] {
  const { positionEncoding } = architectureOf(options);
  return [
    ...(positionEncoding === 'learned'
      ? []
      : [
          `Positions (${positionEncoding}) are written as a table of ${options.contextLength} rows, which Transformers takes for a ` +
            'learned one: it gives the same logits, and would be trained in further training.',
        ]),
    ...(tokenizer.scheme === 'gpt1-code'
      ? [
          "Text is split here as BERT's basic tokenizer splits it. In Reprise this model reads text as GPT-1's own code " +
            'does (repairs of characters, English contractions, line breaks as words), which tokenizer.json cannot say: with ' +
            "GPT-1's vocabulary 3,384 of 10,000 English sentences have other tokens.",
        ]
      : []),
    ...(task === null
      ? []
      : [
          'The classes of Transformers have no bias in their head: it is part of the bias of the last norm, so logits are ' +
            'the same, and states are those of Reprise plus a constant.',
          'Sequences that are longer than the context lose their end in Transformers, and their middle in Reprise.',
        ]),
  ];
}
