/** `reprise explain FILE a.b.c`: the value of an option, and every layer that set it, with its place. */
import { explainOptions } from '../../experiment/explain.js';
import type { Explanation, Setting } from '../../experiment/explain.js';
import { loadExperiment } from '../../experiment/load.js';
import { isOptionPath } from '../../experiment/options.js';
import { EXIT } from '../../failure.js';
import { influencedBy, WAYS } from '../../plan/influence.js';
import type { Verb } from './verb.js';
import { fileOptions, jsonOption } from '../options.js';
import type { FileOptions, JsonOption } from '../options.js';
import { bold, dim, print, printJson, renderPairs } from '../terminal/print.js';
import { experimentFile, projectAt } from '../project.js';

export const explain: Verb<FileOptions & JsonOption & { option: string }> = {
  options: (yargs) =>
    jsonOption(fileOptions(yargs)).positional('option', {
      type: 'string',
      demandOption: true,
      describe: 'an option, e.g. model.heads, or a section, e.g. model',
    }),
  run: async ({ file, option, set, root, json }) => {
    const loaded = await loadExperiment(await experimentFile(file, projectAt(root)), set);
    const explanations = explainOptions(loaded, option).map((one) => ({
      ...one,
      changes: changesOf(one.path),
    }));
    if (json) printJson(explanations);
    else print(explanations.map(render).join('\n\n'));
    return EXIT.ok;
  },
};

/** What another value would change, a sentence; null of what is no option of the schema by itself. */
function changesOf(path: string): string | null {
  if (!isOptionPath(path)) return null;
  const by = WAYS[path];
  if (by === 'nothing') return 'Changes no result.';
  if (by === 'selection') return 'Determines which stages are planned.';
  const how = {
    value: '',
    bytes: ' (through the hash of the data)',
    numerics: ' (through its numerics version)',
  };
  return `Changes the keys of ${influencedBy(path).join(', ')}${how[by]}.`;
}

function render({ path, value, settings, swept, changes }: Explanation & { changes: string | null }): string {
  const rows = settings.map((setting, index) =>
    row(setting, index === settings.length - 1 ? '  ← in effect' : ''),
  );
  const levels = swept.map((setting) => row(setting, '  ← varied'));
  const heading = `${bold(path)}: ${shown(value)}`;
  const lines = renderPairs([...rows, ...levels]).replaceAll(/^/gm, '  ');
  return [heading, ...(changes === null ? [] : [dim(`  ${changes}`)]), lines].join('\n');
}

const row = ({ origin, value }: Setting, mark: string): readonly [string, string] => [
  place(origin),
  `${shown(value)}${mark}`,
];

const place = ({ layer, file, line, column }: Setting['origin']): string =>
  file === null ? layer : `${layer === file ? '' : `${layer} `}${file}:${line}:${column}`;

const shown = (value: unknown): string => (value === undefined ? 'not set' : JSON.stringify(value));
