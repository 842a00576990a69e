/** The word that was probably meant. */
import { closest, distance } from 'fastest-levenshtein';

/** The candidate nearest to a word, if it is near enough to be a slip; else null. */
export function nearMiss(word: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '');
  const same = candidates.find((candidate) => plain(candidate) === plain(word));
  if (same !== undefined) return same;
  const best = closest(word, candidates);
  const slips = best.length < 4 ? 1 : Math.max(2, Math.floor(best.length / 3));
  return distance(word, best) <= slips ? best : null;
}

/** "Did you mean …?" or the list of what there is. */
export function suggestion(word: string, candidates: readonly string[], what: string): string {
  if (candidates.length === 0) return `${what}: none.`;
  const near = nearMiss(word, candidates);
  return near === null ? `${what}: ${candidates.join(', ')}.` : `Did you mean "${near}"?`;
}
