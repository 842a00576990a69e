import { describe, expect, it } from 'vitest';
import { withMeasured } from '../../bench/document.mjs';

const EMPTY = 'before\n\n<!-- measured by make bench: next machine -->\n\nafter\n';

describe('what was measured on a machine', () => {
  it('is added where the machine has nothing yet, beside what others measured', () => {
    const one = withMeasured(EMPTY, 'one, avx2', '$1 first');
    const two = withMeasured(one, 'two, amx', 'second');
    expect(two.match(/before|\$1 first|second|after/g)).toEqual(['before', '$1 first', 'second', 'after']);
  });

  it('replaces what the same machine measured before, and leaves the rest as it is', () => {
    const two = withMeasured(withMeasured(EMPTY, 'one', 'first'), 'two', 'second');
    expect(withMeasured(two, 'one', 'again')).toBe(two.replace('first', 'again'));
    expect(withMeasured(two, 'two', 'second')).toBe(two);
  });

  it('is lost nowhere: a document without marks is refused', () => {
    expect(() => withMeasured('text', 'one', 'first')).toThrow(/lost its mark/);
  });
});
