/** A file and all that it extends → one tree; the file wins over its presets, later presets over earlier ones. */
import { access, readdir } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mergeTrees, parseTree, type Mapping, type Tree } from './document.js';
import { suggestion } from './near-miss.js';
import type { Problem } from './problem.js';
import { beginningOf, displayPath, readSource, type Place, type Source } from './source.js';

/** Presets that come with the repository, found from wherever an experiment lies. */
const OWN_PRESETS = fileURLToPath(new URL('../../experiments/presets/', import.meta.url));

/** Keys that belong to one experiment and are not inherited. */
const NOT_INHERITED = ['name', 'description', 'hypotheses', 'extends'];

interface Chain {
  /** Folders where a preset's bare name is looked up, first match. */
  readonly presets: readonly string[];
  /** Files being read, outermost first. */
  readonly open: readonly string[];
  readonly problems: Problem[];
  /** What each file says itself, in rising rank. */
  readonly layers: Mapping[];
}

export interface ReadLayers {
  /** Null when the file itself cannot be used. */
  readonly tree: Mapping | null;
  /** What each preset says itself, and last the file. */
  readonly layers: readonly Mapping[];
  readonly problems: Problem[];
}

/** The merged tree of an experiment file, and the trees that it was merged of. */
export async function readLayers(file: string): Promise<ReadLayers> {
  const path = resolve(file);
  const presets = [resolve(dirname(path), 'presets'), OWN_PRESETS];
  const chain: Chain = { presets, open: [path], problems: [], layers: [] };
  const source = await readSource(path, 'file');
  if ('message' in source) return unusable([{ ...source, hint: null }]);
  const { tree, problems } = parseTree(source);
  chain.problems.push(...problems);
  if (tree === null && problems.length === 0) chain.problems.push(emptyFile(source));
  if (tree === null) return unusable(chain.problems);
  if (tree.kind !== 'mapping') return unusable([...chain.problems, notAMapping(tree)]);
  const merged = await withPresets(tree, chain);
  const { layers, problems: found } = chain;
  return { tree: without(merged, ['extends']), layers: [...layers, tree], problems: found };
}

const unusable = (problems: Problem[]): ReadLayers => ({ tree: null, layers: [], problems });

const emptyFile = (source: Source): Problem => ({
  place: beginningOf(source),
  message: `${source.name} is empty.`,
  hint: 'An experiment needs at least "name:", the name of its file.',
});

const notAMapping = (tree: Tree): Problem => ({
  place: tree.place,
  message: 'This file is not a mapping of options.',
  hint: 'Expected lines such as "name: heads" and "model:", each with a colon.',
});

async function withPresets(tree: Mapping, chain: Chain): Promise<Mapping> {
  let under: Mapping | null = null;
  for (const { name, place } of extendsOf(tree, chain.problems)) {
    const preset = await readPreset(name, place, chain);
    if (preset !== null) under = under === null ? preset : (mergeTrees(under, preset) as Mapping);
  }
  return under === null ? tree : (mergeTrees(under, tree) as Mapping);
}

function extendsOf(tree: Mapping, problems: Problem[]): { name: string; place: Place }[] {
  const value = tree.entries.get('extends')?.value;
  if (value === undefined) return [];
  const items = value.kind === 'sequence' ? value.items : [value];
  return items.flatMap((item) => {
    if (item.kind === 'leaf' && typeof item.value === 'string')
      return [{ name: item.value, place: item.place }];
    problems.push({ place: item.place, message: '"extends" must name a preset.', hint: EXTENDS });
    return [];
  });
}
const EXTENDS = 'Expected the name of a preset, a relative path, or a list of them.';

async function readPreset(name: string, place: Place, chain: Chain): Promise<Mapping | null> {
  const refuse = (message: string, hint: string | null = null): null => {
    chain.problems.push({ place, message, hint });
    return null;
  };
  const file = await findPreset(name, place, chain);
  if (file === null)
    return refuse(`There is no preset "${name}".`, await presetsThatExist(name, chain.presets));
  if (chain.open.includes(file)) {
    const cycle = [...chain.open.slice(chain.open.indexOf(file)), file].map(displayPath).join(' → ');
    return refuse(`These files extend each other in a circle: ${cycle}.`, 'Remove one "extends".');
  }
  const source = await readSource(file, 'preset');
  if ('message' in source) return refuse(source.message);
  const { tree, problems } = parseTree(source);
  chain.problems.push(...problems);
  if (tree === null) return problems.length > 0 ? null : refuse(`The preset ${source.name} is empty.`);
  if (tree.kind !== 'mapping') return refuse(`The preset ${source.name} is not a mapping of options.`);
  const merged = await withPresets(tree, { ...chain, open: [...chain.open, file] });
  chain.layers.push(without(tree, NOT_INHERITED));
  return without(merged, NOT_INHERITED);
}

const isPath = (name: string): boolean => name.includes('/') || ['.yaml', '.yml'].includes(extname(name));

/** The absolute path of a preset that exists, or of a path however it is; null: no preset of this name. */
async function findPreset(name: string, place: Place, chain: Chain): Promise<string | null> {
  const from = chain.open[chain.open.length - 1] ?? place.source.name;
  if (isPath(name)) return resolve(dirname(from), name);
  for (const folder of chain.presets) {
    const file = resolve(folder, `${name}.yaml`);
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return null;
}

async function presetsThatExist(name: string, folders: readonly string[]): Promise<string> {
  const listings = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  const names = listings.flat().filter((file) => extname(file) === '.yaml');
  const presets = [...new Set(names.map((file) => file.slice(0, -'.yaml'.length)))].sort();
  return suggestion(name, presets, 'The presets are');
}

function without(tree: Mapping, keys: readonly string[]): Mapping {
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => !keys.includes(key))) };
}
