/** Tokens for the eye: the sign that ends a word becomes a gap, the middle of a long text is left out. */
import type { InputToken } from './inputs.js';

export interface ShownToken {
  readonly text: string;
  /** `end`: of a word; `inside`: the word goes on; `left-out`: says how many are not shown. */
  readonly kind: 'special' | 'end' | 'inside' | 'left-out';
}

const END = '</w>';
/** Tokens shown at most; of a longer sequence, so many at its start and at its end. */
const SHOWN = 150;
const START = 80;
const TAIL = 60;

export function shownTokens(tokens: readonly InputToken[]): readonly ShownToken[] {
  if (tokens.length <= SHOWN) return tokens.map(shown);
  const left = tokens.length - START - TAIL;
  const gap: ShownToken = { text: `… ${left} more tokens …`, kind: 'left-out' };
  return [...tokens.slice(0, START).map(shown), gap, ...tokens.slice(-TAIL).map(shown)];
}

function shown({ text, special }: InputToken): ShownToken {
  if (special) return { text, kind: 'special' };
  return text.endsWith(END) ? { text: text.slice(0, -END.length), kind: 'end' } : { text, kind: 'inside' };
}
