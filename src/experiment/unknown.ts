/** An option that there is not: its new name, if it had another, or what was probably meant. */
import { didYouMean, nearMiss } from './near-miss.js';
import { OPTION_PATHS, SECTIONS } from './options.js';
import type { Advice } from './problem.js';
import { nowCalled, renamedByEnd, renamedOption, renameHint } from './renamed.js';

/** What is wrong with the path of an option that no section has. */
export function unknownOption(path: string): Advice {
  return renamed(path) ?? { message: `There is no option "${path}".`, hint: optionMeant(path) };
}

/** An option's old name, told; null: it never was one. */
export function renamed(path: string): Advice | null {
  const now = renamedOption(path);
  return now === null ? null : { message: nowCalled(path, now), hint: renameHint(path) };
}

/** Paths of the options whose last words these are, or were. */
export function optionsEndingIn(end: string, paths: readonly string[] = OPTION_PATHS): readonly string[] {
  const ending = paths.filter((option) => option.endsWith(`.${end}`));
  return ending.length > 0 ? ending : renamedByEnd(end).filter((option) => paths.includes(option));
}

/** Options that end like what was typed, or the nearest, or where to look. */
function optionMeant(path: string): string {
  const ending = optionsEndingIn(path);
  if (ending.length > 0) return didYouMean(ending);
  const near = nearMiss(path, OPTION_PATHS);
  return near === null ? `The sections are: ${SECTIONS.join(', ')}.` : didYouMean([near]);
}
