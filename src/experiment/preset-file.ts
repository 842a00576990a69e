/** Files that an experiment may extend: where they are looked for, what makes one a preset, and which may be quoted. */
import { access, readdir, realpath } from 'node:fs/promises';
import { dirname, extname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTree, type Mapping } from './document.js';
import { suggestion } from './near-miss.js';
import { EXPERIMENT_JSON } from './options.js';
import type { Advice, Problem } from './problem.js';
import { readSource, type Place, type Source } from './source.js';

/** Presets that come with the repository, found from wherever an experiment lies. */
const OWN_PRESETS = fileURLToPath(new URL('../../experiments/presets/', import.meta.url));

const EXTENSIONS = ['.yaml', '.yml'];

/** Folders where an experiment's presets are looked up by their bare names, first match. */
export const presetFolders = (experiment: string): readonly string[] => [
  resolve(dirname(experiment), 'presets'),
  OWN_PRESETS,
];

/** The absolute path of a preset that file `from` names: of a bare name one that exists, of a path however it is. */
export async function findPreset(
  name: string,
  from: string,
  folders: readonly string[],
): Promise<string | Advice> {
  if (EXTENSIONS.includes(extname(name))) return resolve(dirname(from), name);
  if (name.includes('/')) return notAPreset(name);
  for (const folder of folders) {
    const file = resolve(folder, `${name}.yaml`);
    if (await exists(file)) return file;
  }
  return { message: `There is no preset "${name}".`, hint: await presetsThatExist(name, folders) };
}

const notAPreset = (name: string): Advice => ({
  message: `"${name}" cannot be a preset: the name of its file ends neither in .yaml nor in .yml.`,
  hint: 'Expected the name of a preset, or the path of a YAML file.',
});

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function presetsThatExist(name: string, folders: readonly string[]): Promise<string> {
  const listings = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  const names = listings.flat().filter((file) => extname(file) === '.yaml');
  const presets = [...new Set(names.map((file) => file.slice(0, -'.yaml'.length)))].sort();
  return suggestion(name, presets, 'The presets are');
}

/** The folder whose files an experiment's messages may quote: its project's experiments/, else where it lies itself. */
export async function homeOf(experiment: string): Promise<string> {
  const folder = await realpath(dirname(experiment));
  const parts = folder.split(sep);
  const project = parts.lastIndexOf('experiments');
  return project < 0 ? folder : parts.slice(0, project + 1).join(sep);
}

export interface PresetTree {
  /** Null: it cannot be used at all. */
  readonly tree: Mapping | null;
  /** How many values it holds. */
  readonly values: number;
  readonly problems: readonly Problem[];
}

/** What a preset says, and what is wrong with it. `place`: where it is named. */
export async function readPresetFile(file: string, place: Place, home: string): Promise<PresetTree> {
  const source = await readSource(file, 'preset');
  if ('message' in source) return unusable({ place, message: source.message, hint: null });
  const isOurs = await liesIn(file, [home, OWN_PRESETS]);
  return isOurs ? ownTree(source, place) : foreignTree({ ...source, isQuotable: false }, place);
}

const unusable = (...problems: readonly Problem[]): PresetTree => ({ tree: null, values: 0, problems });

/** Links followed: a link into another folder makes none of its files ours. */
async function liesIn(file: string, folders: readonly string[]): Promise<boolean> {
  const real = await realpath(file);
  return folders.some((folder) => real.startsWith(folder.endsWith(sep) ? folder : folder + sep));
}

/** What is wrong with a preset of ours is shown in it. */
function ownTree(source: Source, place: Place): PresetTree {
  const { tree, values, problems } = parseTree(source);
  if (tree?.kind === 'mapping') return { tree, values, problems };
  if (tree === null && problems.length > 0) return unusable(...problems);
  const what = tree === null ? 'is empty' : 'is not a mapping of options';
  return unusable(...problems, { place, message: `The preset ${source.name} ${what}.`, hint: null });
}

/** Of a file from elsewhere that is no preset nothing is repeated: neither its lines nor its keys. */
function foreignTree(source: Source, place: Place): PresetTree {
  const { tree, values, problems } = parseTree(source);
  if (tree?.kind === 'mapping' && problems.length === 0 && isOfOptions(tree))
    return { tree, values, problems };
  const message = 'This file is not a preset: it is not a YAML mapping of the options of an experiment.';
  const hint = 'Nothing of it is shown, because it lies outside of the experiments.';
  return unusable({ place: problems[0]?.place ?? tree?.place ?? place, message, hint });
}

const isOfOptions = ({ entries }: Mapping): boolean =>
  [...entries.keys()].every((key) => Object.hasOwn(EXPERIMENT_JSON.properties ?? {}, key));
