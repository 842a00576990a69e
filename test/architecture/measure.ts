/** A measure is a test that lists its offences. */
import { expect, it } from 'vitest';

export function measure(sentence: string, find: () => readonly string[]): void {
  it(sentence, () => {
    expect(find()).toEqual([]);
  });
}
