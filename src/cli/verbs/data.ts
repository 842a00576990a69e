/** `reprise data list | get NAME | import NAME PATH | verify [NAME]`: the data sets of the project. */
import { resolve } from 'node:path';
import { getDataset } from '../../datasets/fetch.js';
import type { GetReport } from '../../datasets/fetch.js';
import { importFrom } from '../../datasets/import.js';
import type { ImportReport } from '../../datasets/import.js';
import { listDatasets } from '../../datasets/list.js';
import { verifyDatasets } from '../../datasets/verify.js';
import { suggestion } from '../../experiment/near-miss.js';
import { EXIT, UserError } from '../../failure.js';
import { formatBytes } from '../../amounts.js';
import { isMarked, isRemarkable, knownLines, STATES } from '../terminal/known.js';
import type { Verb } from './verb.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { downloadProgress } from '../terminal/download.js';
import { bold, counted, dim, green, print, printJson, renderTable } from '../terminal/print.js';
import { projectAt } from '../project.js';

interface DataOptions extends JsonOption {
  readonly action: string;
  readonly name: string | undefined;
  readonly path: string | undefined;
  readonly 'accept-other': boolean;
}

interface Asked {
  readonly datasets: string;
  readonly name: string | undefined;
  readonly path: string | undefined;
  readonly json: boolean;
  readonly acceptOther: boolean;
}

const ACTIONS: Readonly<Record<string, (asked: Asked) => Promise<number>>> = {
  list,
  get,
  import: bring,
  verify,
};

export const data: Verb<DataOptions> = {
  options: (yargs) =>
    jsonOption(yargs)
      .positional('action', { type: 'string', demandOption: true, describe: 'list, get, import or verify' })
      .positional('name', { type: 'string', describe: 'a data set of datasets/' })
      .positional('path', { type: 'string', describe: 'for import: a folder, an archive or a file' })
      .option('accept-other', {
        type: 'boolean',
        default: false,
        describe: 'for import: take a set that is known to be another one, marked so in every report',
      }),
  run: ({ action, name, path, root, json, 'accept-other': acceptOther }) => {
    const work = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (work === undefined) {
      const advice = suggestion(action, Object.keys(ACTIONS), 'What there is');
      throw new UserError(`reprise data knows no "${action}". ${advice}`, EXIT.usage);
    }
    return work({ datasets: projectAt(root).datasets, name, path, json, acceptOther });
  },
};

async function list({ datasets, json }: Asked): Promise<number> {
  const sets = await listDatasets(datasets);
  if (json) printJson(sets);
  else if (sets.length === 0) print(`There are no data sets described in ${datasets}.`);
  else {
    const rows = sets.map(({ name, kind, access, status, licence, title }) => [
      name,
      kind,
      access,
      status === 'absent' && access === 'generated' ? 'made when needed' : STATES[status],
      title,
      licence,
    ]);
    print(renderTable([['name', 'kind', 'access', 'state', 'title', 'licence'], ...rows]));
    for (const { name, ...known } of sets.filter(isRemarkable)) {
      print(`\n${bold(name)}`);
      knownLines(known).forEach((line) => print(`  ${line}`));
    }
    print(dim('\nreprise data get NAME fetches a set, or prints the steps where it cannot.'));
  }
  return EXIT.ok;
}

async function get({ datasets, name, json }: Asked): Promise<number> {
  const report = await getDataset(datasets, required(name, 'get NAME'), { onProgress: downloadProgress() });
  if (json) printJson(report);
  else printGet(report);
  return report.outcome === 'by hand' ? EXIT.failure : EXIT.ok;
}

function printGet({ name, title, licence, outcome, steps, fetched, imported }: GetReport): void {
  print(`${bold(title)} (licence: ${licence})`);
  if (outcome === 'generated') print('It is made on this machine when an experiment needs it.');
  if (outcome === 'by hand') {
    print(`${name} cannot be fetched by a program. What to do:`);
    steps.forEach((step, index) => print(`  ${index + 1}. ${step}`));
  }
  for (const { url, bytes, sha256, checkedAgainst } of fetched) {
    const check = checkedAgainst === null ? 'recorded for the next time' : `as in the ${checkedAgainst}`;
    print(`fetched  ${url}, ${formatBytes(bytes)}, sha256 ${sha256} (${check})`);
  }
  if (imported !== null) printImport(imported);
}

async function bring({ datasets, name, path, json, acceptOther }: Asked): Promise<number> {
  const set = required(name, 'import NAME PATH');
  const given = resolve(required(path, 'import NAME PATH'));
  const report = await importFrom(datasets, { name: set, path: given, acceptOther });
  if (json) printJson(report);
  else printImport(report);
  return EXIT.ok;
}

/** Rejected rows that are shown of a split; --json gives all. */
const SHOWN_ROWS = 5;

function printImport(report: ImportReport): void {
  const { title, folder, files, splits, corpus } = report;
  print(`${green('imported')}  ${title}: ${counted(files.length, 'file')} in ${folder}`);
  if (corpus !== null) {
    const { documents, characters } = corpus;
    print(`  ${counted(documents, 'document')}, ${characters} characters`);
  }
  for (const { split, examples, rejected, unlabelled, labels } of splits) {
    const classes = Object.entries(labels ?? {}).map(([label, count]) => `${label} ${count}`);
    const shares = labels === null ? '' : ` (${classes.join(', ')})`;
    const refused = rejected.length > 0 ? `, ${rejected.length} rejected` : '';
    const bare = unlabelled > 0 ? `, ${unlabelled} without a label` : '';
    print(`  ${split}: ${counted(examples, 'example')}${shares}${refused}${bare}`);
    for (const { file, line, reason } of rejected.slice(0, SHOWN_ROWS))
      print(`    ${file}:${line}  ${reason}`);
    if (rejected.length > SHOWN_ROWS)
      print(`    … and ${rejected.length - SHOWN_ROWS} more (--json lists all)`);
  }
  knownLines(report).forEach((line) => print(`  ${line}`));
  if (isMarked(report)) print(dim('  Every report that uses it says so.'));
}

async function verify({ datasets, name, json }: Asked): Promise<number> {
  const verifications = await verifyDatasets(datasets, name === undefined ? [] : [name]);
  if (json) printJson(verifications);
  else
    for (const { name: set, ...known } of verifications) {
      print(bold(set));
      knownLines(known).forEach((line) => print(`  ${line}`));
    }
  const isWrong = verifications.some(
    ({ status }) => status === 'corrupt' || (status === 'absent' && name !== undefined),
  );
  return isWrong ? EXIT.failure : EXIT.ok;
}

function required(value: string | undefined, usage: string): string {
  if (value !== undefined) return value;
  throw new UserError(`Missing argument. Usage: reprise data ${usage}.`, EXIT.usage);
}
