/** `reprise weights list | get NAME | import FORMAT PATH | verify [NAME]`: weights that somebody else trained. */
import { resolve } from 'node:path';
import { formatBytes, formatCount } from '../../amounts.js';
import { suggestion } from '../../experiment/near-miss.js';
import { EXIT, UserError } from '../../failure.js';
import { SCHEMES } from '../../tokenizer/released/index.js';
import type { SchemeName } from '../../tokenizer/released/index.js';
import { FORMAT_NAMES, formatOf } from '../../weights/formats/index.js';
import type { FormatName } from '../../weights/formats/index.js';
import { getWeights } from '../../weights/get.js';
import { importWeights } from '../../weights/import.js';
import type { ImportedWeights } from '../../weights/import.js';
import { listWeights, verifyWeights } from '../../weights/list.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { projectAt } from '../project.js';
import { bold, dim, green, print, printJson, red, renderTable } from '../terminal/print.js';
import { downloadProgress } from '../terminal/download.js';
import type { Verb } from './verb.js';

interface WeightsOptions extends JsonOption {
  readonly action: string;
  readonly name: string | undefined;
  readonly path: string | undefined;
  readonly as: string | undefined;
  readonly words: string | undefined;
}

interface Asked extends Omit<WeightsOptions, 'action'> {
  readonly datasets: string;
}

const ACTIONS: Readonly<Record<string, (asked: Asked) => Promise<number>>> = {
  list,
  get,
  import: bring,
  verify,
};

export const weights: Verb<WeightsOptions> = {
  options: (yargs) =>
    jsonOption(yargs)
      .positional('action', { type: 'string', demandOption: true, describe: 'list, get, import or verify' })
      .positional('name', {
        type: 'string',
        describe: 'for import: gpt1, gpt2 or opt, the format; else the name of weights',
      })
      .positional('path', { type: 'string', describe: "for import: the folder of the model's files" })
      .option('as', {
        type: 'string',
        describe: "for import: what experiments call them; without it, the format's name",
      })
      .option('words', {
        type: 'string',
        describe:
          'for import: how text is split; basic or code (GPT-1, as model hubs or as its own code), gpt2, or reprise (what was exported); without it, as the files say, or the usual way of the format',
      }),
  run: ({ action, root, ...asked }) => {
    const work = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (work !== undefined) return work({ ...asked, datasets: projectAt(root).datasets });
    const advice = suggestion(action, Object.keys(ACTIONS), 'What there is');
    throw new UserError(`reprise weights knows no "${action}". ${advice}`, EXIT.usage);
  },
};

async function list({ datasets, json }: Asked): Promise<number> {
  const all = await listWeights(datasets);
  if (json) printJson(all);
  else {
    const rows = all.map(({ name, manifest, model }) => [
      name,
      model === null ? 'absent' : 'here',
      model?.format ?? manifest?.format ?? '',
      model === null ? '–' : formatCount(model.parameters),
      manifest?.title ?? 'imported by hand',
      manifest?.licence ?? '–',
    ]);
    print(renderTable([['name', 'state', 'format', 'parameters', 'title', 'licence'], ...rows], [3]));
    print(dim('\nAn experiment starts from them with pretrain: { weights: NAME }.'));
  }
  return EXIT.ok;
}

async function bring({ datasets, name, path, as, words, json }: Asked): Promise<number> {
  const format = formatNamed(required(name, 'import FORMAT PATH'));
  const given = { format, path: resolve(required(path, 'import FORMAT PATH')), name: as ?? format };
  const imported = await importWeights(datasets, { ...given, scheme: schemeNamed(format, words) });
  if (json) printJson(imported);
  else printImport(imported);
  return EXIT.ok;
}

function formatNamed(name: string): FormatName {
  const found = FORMAT_NAMES.find((format) => format === name);
  if (found !== undefined) return found;
  const advice = suggestion(name, FORMAT_NAMES, 'The formats are');
  throw new UserError(`There is no format "${name}". ${advice}`, EXIT.usage);
}

/** Null: the usual one. */
function schemeNamed(format: FormatName, words: string | undefined): SchemeName | null {
  if (words === undefined) return null;
  const { schemes, title } = formatOf(format);
  const known = schemes.map((scheme) => scheme.replace(/^gpt1-/, ''));
  const found = known.indexOf(words);
  if (found >= 0) return schemes[found]!;
  throw new UserError(
    `There is no --words "${words}" for ${title}. ${suggestion(words, known, 'There is')}`,
    EXIT.usage,
  );
}

function printImport({
  name,
  format,
  scheme,
  architecture,
  folder,
  sha256,
  ...counts
}: ImportedWeights): void {
  const { layers, hiddenSize, heads, contextLength, activation, norm, tieEmbeddings } = architecture;
  print(`${green('imported')}  ${bold(name)}, ${formatOf(format).title}'s format: ${folder}`);
  print(`  ${formatCount(counts.parameters)} parameters, content hash ${sha256}`);
  print(`  tokenizer: ${SCHEMES[scheme].title}`);
  print('  An experiment starts from them with');
  print(`    tokenizer: { vocabularySize: ${counts.vocabularySize} }`);
  print(
    `    model: { layers: ${layers}, hiddenSize: ${hiddenSize}, heads: ${heads}, contextLength: ${contextLength}, ` +
      `activation: ${activation}, norm: ${norm}${tieEmbeddings ? '' : ', tieEmbeddings: false'} }`,
  );
  print(`    pretrain: { weights: ${name} }`);
}

async function get({ datasets, name, json }: Asked): Promise<number> {
  const { fetched, imported } = await getWeights(datasets, required(name, 'get NAME'), downloadProgress());
  if (json) printJson({ fetched, imported });
  else {
    for (const { url, bytes, sha256, isPinned } of fetched)
      print(
        `fetched  ${url}, ${formatBytes(bytes)}, sha256 ${sha256} (${isPinned ? 'as pinned' : 'recorded'})`,
      );
    printImport(imported);
  }
  return EXIT.ok;
}

async function verify({ datasets, name, json }: Asked): Promise<number> {
  const names = name === undefined ? (await listWeights(datasets)).map((one) => one.name) : [name];
  const verified = [];
  for (const one of names) verified.push(await verifyWeights(datasets, one));
  if (json) printJson(verified);
  else
    for (const { name: one, status, finding } of verified)
      print(`${bold(one)}  ${status === 'changed' ? red(status) : status}: ${finding}`);
  const isWrong = verified.some(
    ({ status }) => status === 'changed' || (status === 'absent' && name !== undefined),
  );
  return isWrong ? EXIT.failure : EXIT.ok;
}

function required(value: string | undefined, usage: string): string {
  if (value !== undefined) return value;
  throw new UserError(`Missing argument. Usage: reprise weights ${usage}.`, EXIT.usage);
}
