/** Numbers as text: the same on every machine, whatever its locale. */
import { isIdentical } from '../../results/intervals.js';
import type { Interval } from '../../results/intervals.js';
import type { Spread } from '../../results/spread.js';

/** Rounded to some digits after the point, with a true minus sign; what rounds to zero has no sign. */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A share of 1 in percent, without the sign: 0.8213 → "82.1". */
export const percent = (share: number, digits = 1): string => fixed(100 * share, digits);

/** With its sign, for differences: "+1.3", "−0.4", "0.0". */
export function signedPercent(share: number, digits = 1): string {
  const text = percent(share, digits);
  return share > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** "4.269", and of several seeds "4.269 [4.251, 4.280]": the lowest and the highest. */
export const spreadText = ({ mean, low, high, n }: Spread, digits: number): string =>
  n === 1 ? fixed(mean, digits) : `${fixed(mean, digits)} [${fixed(low, digits)}, ${fixed(high, digits)}]`;

/** A whole number with commas: 116,534,784. */
export const grouped = (value: number): string => fixed(value, 0).replace(/\B(?=(\d{3})+$)/g, ',');

/** Follows a value whose interval is over examples. */
export const EXAMPLES_SIGN = 'ᵉ';

/** Follows a value in which all seeds agree, or all examples of a single one, so that nothing tells its spread. */
export const IDENTICAL = '(identical)';

/** " (identical)"; over examples, with their sign. */
export const identicalOver = (over: Interval['over']): string =>
  ` ${IDENTICAL}${over === 'examples' ? EXAMPLES_SIGN : ''}`;

/** " ± 1.2", in percent unless `write` says otherwise; an interval over examples carries its sign. */
export function plusMinus(interval: Interval | null, write: (half: number) => string = percent): string {
  if (interval === null) return '';
  if (isIdentical(interval)) return identicalOver(interval.over);
  return ` ± ${write(interval.halfWidth)}${interval.over === 'examples' ? EXAMPLES_SIGN : ''}`;
}

/** "0.031", "< 0.001". */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : fixed(p, 3));
