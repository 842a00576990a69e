/** The readers of an import read copies; what they say of them is said of what the user gave. */
import { join } from 'node:path';
import { UserError } from '../failure.js';
import type { Container } from './container.js';

export interface Copies {
  readonly container: Container;
  /** Name in the container → name of its copy below `folder`. */
  readonly picks: ReadonlyMap<string, string>;
  readonly folder: string;
}

/** What the work comes to; a UserError names the originals of the files that it names. */
export async function speakingOfOriginals<T>(copies: Copies, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(inWordsOf(copies, error.message), error.exitCode, { cause: error });
  }
}

/** Longer names first, for one may begin with another. */
function inWordsOf({ container, picks, folder }: Copies, message: string): string {
  const names = [...picks].sort(([, a], [, b]) => b.length - a.length);
  const worded = names.reduce(
    (text, [original, copy]) => text.replaceAll(join(folder, copy), () => container.called(original)),
    message,
  );
  return worded.replaceAll(folder, () => container.path);
}
