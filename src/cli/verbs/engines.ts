/** `reprise engines`: what models can run on here. */
import { listEngines } from '../../engines/resolve.js';
import { EXIT } from '../../failure.js';
import type { Verb } from './verb.js';
import { jsonOption, wantedInstructionSet } from '../options.js';
import type { JsonOption } from '../options.js';
import { print, printJson, renderTable } from '../terminal/print.js';

export const engines: Verb<JsonOption> = {
  options: (yargs) => jsonOption(yargs),
  run: ({ json }) => {
    const list = listEngines({ instructionSet: wantedInstructionSet() });
    if (json) printJson(list);
    else
      print(
        renderTable([
          ['engine', 'available', 'detail'],
          ...list.map(({ name, available, detail }) => [name, available ? 'yes' : 'no', detail]),
        ]),
      );
    return Promise.resolve(EXIT.ok);
  },
};
