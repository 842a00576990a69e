/** Manifests of data sets, edited by a bad hand. */
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { RandomStream } from '../../src/random/stream.js';
import { isOneIn, projectFile } from './case.js';
import type { Entry, FuzzCase } from './case.js';
import { SMALL_SETS } from './data.js';
import type { SmallSet } from './data.js';
import { manifestOf, SHIPPED_SETS } from './shipped.js';
import { damagedText, written } from './text.js';
import { changedTree } from './trees.js';

const MANIFESTS = SHIPPED_SETS.map((name) => ({ name, text: readFileSync(manifestOf(name), 'utf8') }));

function hostileManifest(text: string, random: RandomStream): Buffer {
  const changed = isOneIn(random, 3)
    ? damagedText(text, random)
    : stringify(changedTree(parse(text) as object, random));
  return written(changed, random);
}

const filesOf = ({ name, files }: SmallSet, folder: string): Entry[] =>
  files.map(({ path, text }) => ({ path: `${folder}/${name}/${path}`, bytes: text }));

/** `get` is not typed: it would look for what the manifest names on the network. */
export function manifestCase(random: RandomStream): FuzzCase {
  const { name, text } = random.pick(MANIFESTS);
  const set = SMALL_SETS.find((one) => one.name === name);
  const brought = set === undefined ? [] : filesOf(set, 'input');
  return {
    entries: [projectFile(`datasets/${name}/dataset.yaml`, hostileManifest(text, random)), ...brought],
    commands: [
      random.pick([
        ['data', 'list'],
        ['data', 'list', '--json'],
        ['data', 'verify'],
        ['data', 'import', name, `../input/${name}`],
      ]),
    ],
  };
}
