/** Which files of a folder or archive make up a data set, and where they go below its data folder. */
import { basename, dirname } from 'node:path';
import { isTar } from '../corpora/archive.js';
import { isText } from '../corpora/read.js';
import type { TaskName } from '../experiment/schema.js';
import { UserError } from '../failure.js';
import type { Container } from './container.js';
import { isTaskName } from './manifest.js';

/** Name in the container → name below the data folder. */
export type Picks = ReadonlyMap<string, string>;

type Layout = (container: Container) => Picks;

const LAYOUTS: Readonly<Record<TaskName, Layout>> = {
  'sst-2': glue('sst-2', ['train.tsv', 'dev.tsv']),
  qqp: glue('qqp', ['train.tsv', 'dev.tsv']),
  mnli: glue('mnli', ['train.tsv', 'dev_matched.tsv'], ['dev_mismatched.tsv']),
  race: raceLayout,
  storycloze: storyClozeLayout,
};

/** Throws UserError saying what was looked for where it is not there. */
export function pickFiles(name: string, container: Container): Picks {
  return isTaskName(name) ? LAYOUTS[name](container) : corpusLayout(container);
}

/** The one folder that holds the required files; among several, the one called like the set. */
function glue(name: string, required: readonly string[], optional: readonly string[] = []): Layout {
  return ({ names, path }) => {
    const folders = [...new Set(names.map((file) => dirname(file)))];
    const full = folders.filter((folder) => required.every((file) => names.includes(within(folder, file))));
    const alike = full.filter((folder) => plain(basename(folder)) === plain(name));
    const chosen = full.length === 1 ? full : alike;
    if (chosen.length !== 1)
      throw new UserError(
        `${path} holds ${full.length === 0 ? 'no folder' : `${full.length} folders`} with ${required.join(' and ')}. ` +
          `Name the folder or archive of ${name} itself.`,
      );
    const files = [...required, ...optional].filter((file) => names.includes(within(chosen[0], file)));
    return new Map(files.map((file) => [within(chosen[0], file), file]));
  };
}

const within = (folder: string, file: string): string => (folder === '.' ? file : `${folder}/${file}`);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The archive as it is, or the files of train and dev. */
function raceLayout({ names, path }: Container): Picks {
  const archive = names.filter((name) => basename(name) === 'RACE.tar.gz');
  if (archive.length === 1) return new Map([[archive[0], 'RACE.tar.gz']]);
  const picks = new Map<string, string>();
  for (const name of names) {
    const [part] = /(?:train|dev)\/(?:middle|high)\/[^/]+\.txt$/.exec(name) ?? [];
    if (part !== undefined) picks.set(name, `RACE/${part}`);
  }
  if (picks.size > 0) return picks;
  throw new UserError(`${path} holds neither RACE.tar.gz nor files such as RACE/train/high/1.txt.`);
}

/** The one CSV, or among several the one of the validation stories: the test stories must not be trained on. */
function storyClozeLayout({ names, path }: Container): Picks {
  const tables = names.filter((name) => name.endsWith('.csv'));
  const validation = tables.filter((name) => /_val\b.*\.csv$|_val_(?!.*ALL_test)/i.test(basename(name)));
  const chosen = tables.length === 1 ? tables : validation;
  if (chosen.length === 1) return new Map([[chosen[0], basename(chosen[0])]]);
  throw new UserError(
    `${path} holds ${tables.length} .csv files and one is expected, such as ` +
      '"cloze_test_val__spring2016 - cloze_test_ALL_val.csv". Name the file of the validation stories itself.',
  );
}

function corpusLayout({ names, path }: Container): Picks {
  const texts = names.filter(isText);
  if (texts.length > 0) return new Map(texts.map((name) => [name, name]));
  const archives = names.filter(isTar);
  if (archives.length === 1) return new Map([[archives[0], basename(archives[0])]]);
  throw new UserError(
    `${path} holds no .txt file and ${archives.length} archives; a corpus is one or the other.`,
  );
}
