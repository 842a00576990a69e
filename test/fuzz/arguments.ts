/** A sound experiment, and arguments that nobody should type. */
import { stringify } from 'yaml';
import type { RandomStream } from '../../src/random/stream.js';
import { isOneIn, projectFile, times } from './case.js';
import type { FuzzCase } from './case.js';
import { FACTORS, FILE, NAME, SIZES, TEXTS } from './experiments.js';
import { anyText } from './text.js';
import { anyValue } from './values.js';

const PATHS = [
  ...SIZES,
  ...FACTORS,
  'model',
  'seeds',
  'name',
  'extends',
  'sweep.factors',
  'pretrain.corpus',
  'report.title',
];

/** What can be typed after --set: no NUL, which no command line can carry. */
function setting(random: RandomStream): string {
  const path = isOneIn(random, 4) ? anyText(random).slice(0, 80) : random.pick(PATHS);
  const value = anyValue(random);
  const said =
    typeof value === 'string' ? value : stringify(value, { collectionStyle: 'flow', lineWidth: 0 });
  return `${path}${isOneIn(random, 8) ? '' : '='}${said.slice(0, 50_000).trim()}`.replaceAll('\u0000', '');
}

const ASKED = ['model', 'model.headz', '', '__proto__', 'sweep.factors', '.', 'model.', 'a.b.c'];

/** A sound experiment, and hostile arguments. */
export function argumentCase(random: RandomStream): FuzzCase {
  const sets = times(1 + random.integer(2), () => ['--set', setting(random)]).flat();
  const typed = random.pick([
    ['validate', NAME, ...sets],
    ['plan', NAME, ...sets],
    ['plan', NAME, '--json', ...sets],
    ['explain', NAME, random.pick(ASKED), ...sets],
    ['explain', NAME, anyText(random).replaceAll('\u0000', '').slice(0, 200)],
    ['why', `${NAME}:${anyText(random).replaceAll('\u0000', '').slice(0, 200)}`],
    ['plan', anyText(random).replaceAll('\u0000', '').slice(0, 200)],
  ]);
  return { entries: [projectFile(FILE, random.pick(TEXTS))], commands: [typed] };
}
