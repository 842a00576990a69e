/** Numbers as text: the same on every machine, whatever its locale. */
import { isIdentical } from '../../results/intervals.js';
import type { Interval } from '../../results/intervals.js';

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

/** A whole number with commas: 116,534,784. */
export const grouped = (value: number): string => fixed(value, 0).replace(/\B(?=(\d{3})+$)/g, ',');

const MAGNITUDES: readonly (readonly [number, string])[] = [
  [1e18, 'E'],
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** From here on there is no prefix that people know. */
const BEYOND_PREFIXES = 1e21;

/**
 * Three digits and a prefix: "2.36 M", "512 G", "2.2e+27"; `unit` follows the prefix. Whole numbers below 1000 stay whole.
 */
export function short(value: number, unit = ''): string {
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) >= BEYOND_PREFIXES) return `${rounded.toExponential(1)} ${unit}`.trimEnd();
  const [size, prefix] = MAGNITUDES.find(([least]) => Math.abs(rounded) >= least) ?? [1, ''];
  const digits = size === 1 && Number.isInteger(value) ? 0 : digitsAfterPoint(rounded / size);
  return `${fixed(rounded / size, digits)} ${prefix}${unit}`.trimEnd();
}

function digitsAfterPoint(scaled: number): number {
  if (Math.abs(scaled) >= 100) return 0;
  return Math.abs(scaled) >= 10 ? 1 : 2;
}

/** A stretch of time in two units at most: "0.4 s", "12 s", "3 min 05 s", "2 h 07 min", "4 d 03 h". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${fixed(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, [60, 'min'], [1, 's']);
  const minutes = Math.round(seconds / 60);
  return minutes < 1440
    ? pair(minutes, [60, 'h'], [1, 'min'])
    : pair(Math.round(minutes / 60), [24, 'd'], [1, 'h']);
}

type Unit = readonly [size: number, name: string];

function pair(amount: number, [size, large]: Unit, [, small]: Unit): string {
  const rest = String(amount % size).padStart(2, '0');
  return `${Math.floor(amount / size)} ${large} ${rest} ${small}`;
}

/** Bytes: "512 B", "3.2 GiB". */
export function bytes(amount: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; amount >= 1024 && unit < units.length - 1; unit++) amount /= 1024;
  return `${fixed(amount, unit === 0 ? 0 : 1)} ${units[unit]}`;
}

/** Follows a value whose interval is over examples. */
export const EXAMPLES_SIGN = 'ᵉ';

/** Follows a value in which all seeds agree, so that nothing tells their spread. */
export const IDENTICAL = '(identical)';

/** " ± 1.2", in percent unless `write` says otherwise; an interval over examples carries its sign. */
export function plusMinus(interval: Interval | null, write: (half: number) => string = percent): string {
  if (interval === null) return '';
  if (isIdentical(interval)) return ` ${IDENTICAL}`;
  return ` ± ${write(interval.halfWidth)}${interval.over === 'examples' ? EXAMPLES_SIGN : ''}`;
}

/** "0.031", "< 0.001". */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : fixed(p, 3));
