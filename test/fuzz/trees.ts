/** Damage to a tree of mappings and lists, as YAML and JSON hold it. */
import type { RandomStream } from '../../src/random/stream.js';
import { isOneIn } from './case.js';
import { anyText } from './text.js';
import { anyValue } from './values.js';

export type Node = Record<string, unknown>;

/** A mapping or list, and a key of it. */
interface Slot {
  readonly holder: Node;
  readonly key: string;
}

/** Every place of the tree that holds a value. */
function slotsOf(tree: unknown, found: Slot[] = []): Slot[] {
  if (typeof tree !== 'object' || tree === null) return found;
  const holder = tree as Node;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    slotsOf(holder[key], found);
  }
  return found;
}

/** A word as it is mistyped: a letter gone, doubled, another case. */
function mistyped(word: string, random: RandomStream): string {
  const at = random.integer(word.length + 1);
  const [before, after] = [word.slice(0, at), word.slice(at)];
  return random.pick([
    before + after.slice(1),
    before + after.slice(0, 1) + after,
    word.toUpperCase(),
    ` ${word}`,
    word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ]);
}

type Change = (slot: Slot, slots: readonly Slot[], random: RandomStream) => void;

const replace: Change = ({ holder, key }, _, random) => {
  holder[key] = anyValue(random);
};

const CHANGES: readonly Change[] = [
  replace,
  replace,
  replace,
  ({ holder, key }) => {
    // Of a list, too: `delete` would leave a hole that no file can hold.
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, key);
  },
  ({ holder, key }, _, random) => {
    holder[mistyped(key, random)] = holder[key];
  },
  ({ holder, key }, slots, random) => {
    const other = random.pick(slots);
    const value = structuredClone(other.holder[other.key]);
    holder[isOneIn(random, 2) ? key : other.key] = value;
  },
  ({ holder, key }) => {
    holder[key] = [holder[key]];
  },
  ({ holder, key }) => {
    holder[key] = { [key]: holder[key] };
  },
  ({ holder, key }) => {
    holder[key] = JSON.stringify(holder[key]);
  },
  ({ holder }, _, random) => {
    holder[anyText(random).slice(0, 200)] = anyValue(random);
  },
];

/** A copy of the tree with up to `most` changes. */
export function changedTree<T>(tree: T, random: RandomStream, most = 3): T {
  const changed = structuredClone(tree);
  for (let i = 1 + random.integer(most); i > 0; i--) {
    const slots = slotsOf(changed);
    if (slots.length > 0) random.pick(CHANGES)(random.pick(slots), slots, random);
  }
  return changed;
}
