/** Where the value of an option comes from: every layer that says something of it, in rising rank. */
import { EXIT, UserError } from '../failure.js';
import { nodeAt, plainValue } from './document.js';
import type { LoadedExperiment } from './load.js';
import { OPTION_PATHS } from './options.js';
import { stepsOf } from './overrides.js';
import { experimentSchema } from './schema.js';
import { originOf, type Origin } from './source.js';
import { unknownOption } from './unknown.js';

export interface Setting {
  readonly origin: Origin;
  readonly value: unknown;
}

export interface Explanation {
  readonly path: string;
  /** What holds, outside a sweep. */
  readonly value: unknown;
  /** In rising rank: the last one holds, and mappings are merged. */
  readonly settings: readonly Setting[];
  /** Where a sweep gives it other values, with those values. */
  readonly swept: readonly Setting[];
}

/** The options at a path, one or a section of them. Throws UserError where there are none, with the near miss. */
export function explainOptions(loaded: LoadedExperiment, path: string): readonly Explanation[] {
  const inside = OPTION_PATHS.filter((option) => option === path || option.startsWith(`${path}.`));
  const paths = inside.length > 0 ? inside : stepsOf(path) === null ? [] : [path];
  if (paths.length === 0) throw unknown(path);
  return paths.map((option) => explainOption(loaded, option));
}

function unknown(path: string): UserError {
  const { message, hint } = unknownOption(path);
  return new UserError([message, hint].join(' '), EXIT.usage);
}

const DEFAULTS = experimentSchema.parse({ name: 'unnamed' });

function explainOption(loaded: LoadedExperiment, path: string): Explanation {
  const steps = stepsOf(path) ?? [];
  const standard = path === 'name' ? undefined : valueAt(DEFAULTS, steps);
  const unset: readonly Setting[] =
    standard === undefined ? [] : [{ origin: originOf(null), value: standard }];
  const settings = [...unset, ...settingsAt(loaded, steps)];
  return {
    path,
    // What a file extends is used up by the merging.
    value: path === 'extends' ? settings.at(-1)?.value : valueAt(loaded.experiment, steps),
    settings,
    swept: [
      ...settingsAt(loaded, ['sweep', 'factors', path]),
      ...Object.keys(loaded.experiment.sweep.variants).flatMap((name) =>
        settingsAt(loaded, ['sweep', 'variants', name, path]),
      ),
    ],
  };
}

function settingsAt({ layers }: LoadedExperiment, steps: readonly string[]): readonly Setting[] {
  return layers.flatMap((layer) => {
    const node = nodeAt(layer, steps);
    return node === null ? [] : [{ origin: originOf(node.place), value: plainValue(node) }];
  });
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce(
    (inner, step) => (inner as Readonly<Record<string, unknown>> | undefined)?.[step],
    value,
  );
}
