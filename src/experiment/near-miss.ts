/** The word that was probably meant. */
import { closest, distance } from 'fastest-levenshtein';

/** The candidate nearest to a word, if it is near enough to be a slip; else null. Never the word itself. */
export function nearMiss(word: string, candidates: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '');
  // One letter is one slip away from any other.
  const others = candidates.filter((candidate) => candidate !== word && plain(candidate).length > 1);
  if (others.length === 0 || plain(word).length <= 1) return null;
  const same = others.find((candidate) => plain(candidate) === plain(word));
  if (same !== undefined) return same;
  const best = closest(word, others);
  const slips = best.length < 4 ? 1 : Math.max(2, Math.floor(best.length / 3));
  return distance(word, best) <= slips ? best : null;
}

/** "Did you mean …?" or the list of what there is. */
export function suggestion(word: string, candidates: readonly string[], what: string): string {
  const near = nearMiss(word, candidates);
  if (near !== null) return didYouMean([near]);
  const others = candidates.filter((candidate) => candidate !== word);
  return `${what}: ${others.length === 0 ? 'none' : others.join(', ')}.`;
}

/** "Did you mean "a" or "b"?" */
export function didYouMean(words: readonly string[]): string {
  return `Did you mean ${words.map((word) => `"${word}"`).join(' or ')}?`;
}
