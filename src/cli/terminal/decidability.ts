/** Which hypotheses a plan can decide, a line each, and what that rests on. */
import type { Decidability } from '../../results/decidability.js';
import { decidabilityText, foreseenNote } from '../../report/words/decidability.js';
import { dim, yellow } from './print.js';
import { wrapped } from './wrap.js';

const WIDTH = 100;

export function decidabilityLines(all: readonly Decidability[]): readonly string[] {
  const tests = all.flatMap(({ foreseen }) => foreseen?.tests ?? [])[0];
  const note = tests === undefined ? [] : wrapped(foreseenNote(tests), WIDTH).map(dim);
  return all.length === 0 ? [] : ['Decidable, as foreseen before the run', ...all.flatMap(linesOf), ...note];
}

const isWarned = ({ outlook }: Decidability): boolean => ['hardly', 'impossible'].includes(outlook);

function linesOf(one: Decidability): readonly string[] {
  const text = `${isWarned(one) ? WARNING : ''}${one.name}: ${decidabilityText(one)}`;
  const [first = '', ...more] = wrapped(text, WIDTH - 2, '    ').map((line) => `  ${line}`);
  return [isWarned(one) ? first.replace(WARNING, yellow(WARNING)) : first, ...more];
}

const WARNING = 'warning: ';
