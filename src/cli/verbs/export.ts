/** `reprise export MODEL --format huggingface`: writes a trained model for other programs. */
import { join, resolve } from 'node:path';
import { suggestion } from '../../experiment/near-miss.js';
import { EXIT, UserError } from '../../failure.js';
import { EXPORT_NAMES, exportModel } from '../../weights/export/index.js';
import type { ExportName } from '../../weights/export/index.js';
import { modelNamed } from '../exported.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { projectAt } from '../project.js';
import { bold, green, print, printJson } from '../terminal/print.js';
import type { Verb } from './verb.js';

interface ExportOptions extends JsonOption {
  readonly model: string;
  readonly format: string;
  readonly out: string | undefined;
}

export const exportVerb: Verb<ExportOptions> = {
  options: (yargs) =>
    jsonOption(yargs)
      .positional('model', {
        type: 'string',
        demandOption: true,
        describe:
          'the label of a finished training, the beginning of its key, or the name of imported weights',
      })
      .option('format', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: `what reads it: ${EXPORT_NAMES.join(', ')}`,
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'a folder that is not there, or empty; without it, one of exports/',
      }),
  run: async ({ model: what, format: named, out, root, json }) => {
    const format = formatNamed(named);
    const model = await modelNamed(what, projectAt(root));
    const folder = out === undefined ? join(resolve(root), 'exports', folderName(model)) : resolve(out);
    const { opens, notes } = await exportModel(model, format, folder);
    if (json) printJson({ label: model.label, key: model.key, folder, opens, notes });
    else {
      print(`${green('exported')}  ${bold(model.label)}: ${folder}`);
      print(`  opened by ${opens}; its README.md says how`);
      for (const note of notes) print(`  ${note}`);
    }
    return EXIT.ok;
  },
};

function formatNamed(name: string): ExportName {
  const found = EXPORT_NAMES.find((format) => format === name);
  if (found !== undefined) return found;
  throw new UserError(
    `There is no --format "${name}". ${suggestion(name, EXPORT_NAMES, 'There is')}`,
    EXIT.usage,
  );
}

/** "finetune-sst-2-reference-seed-1-0123456789": labels are shared by trainings of several options. */
const folderName = ({ label, key }: { label: string; key: string | null }): string =>
  [...(label.match(/[\w.=-]+/g) ?? []), ...(key === null ? [] : [key.slice(0, 10)])].join('-');
