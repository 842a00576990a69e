/** Amounts as people read them: seconds, bytes, large counts; the same on every machine. A leaf: imports nothing. */

/** From so many hours on, days no longer tell anything: ten years. */
const TEN_YEARS = 87_660;

/** Two units at most: "0.4 s", "12 s", "3 min 05 s", "2 h 07 min", "4 d 03 h", "870 M years". */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, [60, 'min'], [1, 's']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(minutes, [60, 'h'], [1, 'min']);
  const hours = Math.round(seconds / 3600);
  return hours < TEN_YEARS
    ? pair(hours, [24, 'd'], [1, 'h'])
    : `${formatCount((10 * hours) / TEN_YEARS)} years`;
}

type Unit = readonly [size: number, name: string];

function pair(amount: number, [size, large]: Unit, [, small]: Unit): string {
  const rest = String(amount % size).padStart(2, '0');
  return `${Math.floor(amount / size)} ${large} ${rest} ${small}`;
}

/** In powers of 1000: "812 B", "1.20 kB", "34.0 MB", "5.60 GB". */
export const formatBytes = (bytes: number): string => formatCount(bytes, 'B');

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
export function formatCount(count: number, unit = ''): string {
  const rounded = Number(count.toPrecision(3));
  if (rounded >= BEYOND_PREFIXES) return `${rounded.toExponential(1)} ${unit}`.trimEnd();
  const [size, prefix] = MAGNITUDES.find(([least]) => rounded >= least) ?? [1, ''];
  const digits = size === 1 && Number.isInteger(count) ? 0 : digitsAfterPoint(rounded / size);
  return `${(rounded / size).toFixed(digits)} ${prefix}${unit}`.trimEnd();
}

function digitsAfterPoint(scaled: number): number {
  if (scaled >= 100) return 0;
  return scaled >= 10 ? 1 : 2;
}
