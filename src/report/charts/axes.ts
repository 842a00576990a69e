/** How numbers stand on axes: one power of ten or one unit for a whole axis. */
import { fixed } from '../words/numbers.js';

export interface Unit {
  readonly size: number;
  /** Follows the axis's name; empty for plain numbers. */
  readonly name: string;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const superscript = (value: number): string =>
  `${value < 0 ? '⁻' : ''}${[...String(Math.abs(value))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;

/** 2.5e-4 → units of 10⁻⁴. */
export function powerOfTen(largest: number): Unit {
  const exponent = largest > 0 ? Math.floor(Math.log10(largest) + 1e-9) : 0;
  return exponent === 0
    ? { size: 1, name: '' }
    : { size: 10 ** exponent, name: `10${superscript(exponent)}` };
}

const TIMES: readonly Unit[] = [
  { size: 86_400, name: 'days' },
  { size: 3600, name: 'hours' },
  { size: 60, name: 'minutes' },
  { size: 1, name: 'seconds' },
];

/** The largest unit of which there are three or so. */
export const timeUnit = (largest: number): Unit =>
  TIMES.find(({ size }) => largest >= 3 * size) ?? { size: 1, name: 'seconds' };

const FLOPS: readonly Unit[] = [
  { size: 1e18, name: 'EFLOP' },
  { size: 1e15, name: 'PFLOP' },
  { size: 1e12, name: 'TFLOP' },
  { size: 1e9, name: 'GFLOP' },
  { size: 1e6, name: 'MFLOP' },
];

export const flopUnit = (largest: number): Unit =>
  FLOPS.find(({ size }) => largest >= size) ?? { size: 1, name: 'FLOP' };

/** A tick: as few digits as tell it from its neighbours. */
export function tick(value: number): string {
  const digits = [0, 1, 2, 3].find((count) => Math.abs(value - Number(value.toFixed(count))) < 1e-9) ?? 3;
  return fixed(value, digits);
}

const NICE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The next number with few digits: where an axis may end. */
export function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number(((NICE.find((digit) => digit * power >= value) ?? 10) * power).toPrecision(2));
}
