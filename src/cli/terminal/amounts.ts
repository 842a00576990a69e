/** Amounts as people read them: durations, bytes, large counts. A leaf: imports nothing. */

/** From so many hours on, days no longer tell anything: ten years. */
const TEN_YEARS = 87_660;

/** Seconds → "0.4 s", "12 s", "3 min 20 s", "2 h 05 min", "4 d 3 h", "870 M years". */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  const hours = Math.round(seconds / 3600);
  if (hours >= TEN_YEARS) return `${formatCount((10 * hours) / TEN_YEARS)} years`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Bytes → "812 B", "1.2 kB", "34 MB", "5.6 GB", in powers of 1000. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']);
}

/** A count → "812", "2.36 M", "116.5 M", "3.1 G", in powers of 1000. */
export function formatCount(count: number): string {
  return scaled(count, ['', 'k', 'M', 'G', 'T', 'P', 'E']).trimEnd();
}

function scaled(value: number, units: readonly string[]): string {
  let power = 0;
  let rest = value;
  while (rest >= 999.5 && power < units.length - 1) {
    rest /= 1000;
    power += 1;
  }
  if (rest >= 999.5) return `${value.toExponential(1)} ${units[0]}`;
  if (power === 0) return `${Math.round(rest)} ${units[0]}`;
  return `${rest.toFixed(rest < 9.995 ? 2 : rest < 99.95 ? 1 : 0)} ${units[power]}`;
}
