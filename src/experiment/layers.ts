/** A file and all that it extends → one tree; the file wins over its presets, later presets over earlier ones. */
import { resolve } from 'node:path';
import { mergeTrees, parseTree, type Mapping, type Tree } from './document.js';
import { findPreset, homeOf, presetFolders, readPresetFile } from './preset-file.js';
import type { Advice, Problem } from './problem.js';
import { beginningOf, displayPath, readSource, type Place, type Source } from './source.js';

/** Keys that belong to one experiment and are not inherited. */
const NOT_INHERITED = ['name', 'description', 'hypotheses', 'extends'];

/** More than these are a slip of the hand, or a bomb. */
const MOST_NAMED = 200;
const MOST_VALUES = 50_000;

/** A preset with all that it extends, read once however often it is named. */
interface Preset {
  readonly merged: Mapping;
  /** What each file says itself, in rising rank. */
  readonly layers: readonly Mapping[];
}

/** What is read of one experiment. */
interface Reading {
  /** Folders where a preset's bare name is looked up, first match. */
  readonly folders: readonly string[];
  /** Whose files messages may quote. */
  readonly home: string;
  /** By absolute path; null: it cannot be used, which is told. */
  readonly presets: Map<string, Preset | null>;
  readonly problems: Problem[];
  /** Names of presets met, and values read in presets. */
  readonly counts: { named: number; values: number };
}

interface Named {
  readonly name: string;
  readonly place: Place;
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
  const source = await readSource(path, 'file');
  if ('message' in source) return unusable([{ ...source, hint: null }]);
  const { tree, problems } = parseTree(source);
  if (tree === null) return unusable(problems.length === 0 ? [emptyFile(source)] : problems);
  if (tree.kind !== 'mapping') return unusable([...problems, notAMapping(tree)]);
  const reading: Reading = {
    folders: presetFolders(path),
    home: await homeOf(path),
    presets: new Map(),
    problems,
    counts: { named: 0, values: 0 },
  };
  const { merged, layers } = await withPresets(tree, [path], reading);
  return { tree: without(merged, ['extends']), layers: [...layers, tree], problems };
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

/** A tree laid on what it extends, and the layers beneath it. `open`: the files being read, outermost first. */
async function withPresets(tree: Mapping, open: readonly string[], reading: Reading): Promise<Preset> {
  let under: Mapping | null = null;
  const layers: Mapping[] = [];
  for (const named of extendsOf(tree, reading)) {
    const preset = await presetOf(named, open, reading);
    if (preset === null) continue;
    under = under === null ? preset.merged : (mergeTrees(under, preset.merged) as Mapping);
    layers.push(...preset.layers);
  }
  const merged = under === null ? tree : (mergeTrees(under, tree) as Mapping);
  return { merged, layers: lastOfEach(layers) };
}

/** A layer that comes again has the rank of its last place: there it says again all that it said before. */
const lastOfEach = <T>(items: readonly T[]): readonly T[] => [...new Set(items.toReversed())].reverse();

function extendsOf(tree: Mapping, { counts, problems }: Reading): readonly Named[] {
  const value = tree.entries.get('extends')?.value;
  if (value === undefined) return [];
  const items = value.kind === 'sequence' ? value.items : [value];
  counts.named += items.length;
  if (counts.named > MOST_NAMED) {
    problems.push({ place: value.place, message: TOO_MANY, hint: 'Merge some of them into one preset.' });
    return [];
  }
  return items.flatMap((item) => {
    if (item.kind === 'leaf' && typeof item.value === 'string')
      return [{ name: item.value, place: item.place }];
    problems.push({ place: item.place, message: '"extends" must name a preset.', hint: EXTENDS });
    return [];
  });
}
const EXTENDS = 'Expected the name of a preset, a relative path, or a list of them.';
const TOO_MANY = `An experiment and what it extends name at most ${MOST_NAMED} presets; here are more.`;

async function presetOf(named: Named, open: readonly string[], reading: Reading): Promise<Preset | null> {
  const { name, place } = named;
  const file = await findPreset(name, open.at(-1) ?? '', reading.folders);
  if (typeof file !== 'string') return refused(reading, { place, ...file });
  if (open.includes(file))
    return refused(reading, { place, ...circle([...open.slice(open.indexOf(file)), file]) });
  const known = reading.presets.get(file);
  if (known !== undefined) return known;
  const preset = await readPreset(place, [...open, file], reading);
  reading.presets.set(file, preset);
  return preset;
}

const circle = (files: readonly string[]): Advice => ({
  message: `These files extend each other in a circle: ${files.map(displayPath).join(' → ')}.`,
  hint: 'Remove one "extends".',
});

function refused({ problems }: Reading, problem: Problem): null {
  problems.push(problem);
  return null;
}

/** The last of `open`, which `place` names. */
async function readPreset(place: Place, open: readonly string[], reading: Reading): Promise<Preset | null> {
  const { tree, values, problems } = await readPresetFile(open.at(-1) ?? '', place, reading.home);
  reading.problems.push(...problems);
  if (tree === null) return null;
  reading.counts.values += values;
  if (reading.counts.values > MOST_VALUES) return refused(reading, { place, message: TOO_MUCH, hint: null });
  const { merged, layers } = await withPresets(tree, open, reading);
  return { merged: without(merged, NOT_INHERITED), layers: [...layers, without(tree, NOT_INHERITED)] };
}

const TOO_MUCH = `The presets of this experiment hold more than ${MOST_VALUES} values; at most so many are read.`;

function without(tree: Mapping, keys: readonly string[]): Mapping {
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => !keys.includes(key))) };
}
