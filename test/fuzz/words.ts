/** What the driver says of its cases. */
import type { CaseResult, Ran } from './fuzz.js';

const MEBIBYTE = 2 ** 20;

const shellWord = (text: string): string =>
  /^[\w./:=,-]+$/.test(text)
    ? text
    : `$'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

/** A case that failed: which one, why, and where it lies. */
export function failureText({ number, kind, kept, runs }: CaseResult): string {
  const failed = runs.filter(({ faults }) => faults.length > 0);
  const lines = failed.flatMap(({ typed, faults }) => [
    ...faults.map((fault) => `  ${fault}`),
    `  cd ${kept}/root && reprise ${shortened(typed.map(shellWord).join(' '))} --root .`,
  ]);
  return [`case ${number} (${kind}): make fuzz CASE=${number}`, ...lines].join('\n');
}

/** A table of the kinds, then the extremes. */
export function summaryText(results: readonly CaseResult[]): string {
  const kinds = [...new Set(results.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind) =>
    rowOf(
      kind,
      results.filter((result) => result.kind === kind),
    ),
  );
  const all = results.flatMap(({ runs, number }) => runs.map((run) => ({ ...run, number })));
  const slowest = all.reduce((a, b) => (b.outcome.seconds > a.outcome.seconds ? b : a));
  const largest = all.reduce((a, b) => (b.outcome.bytes > a.outcome.bytes ? b : a));
  return [
    'kind         cases   runs  code 0  code 2  others  failed',
    ...rows,
    rowOf('all', results),
    `longest: ${slowest.outcome.seconds.toFixed(1)} s (case ${slowest.number}); ` +
      `most memory: ${Math.round(largest.outcome.bytes / MEBIBYTE)} MiB (case ${largest.number})`,
  ].join('\n');
}

function rowOf(name: string, results: readonly CaseResult[]): string {
  const runs = results.flatMap((result) => result.runs);
  const ended = (is: (code: number | null) => boolean): number =>
    runs.filter(({ outcome }) => is(outcome.code)).length;
  const numbers = [
    results.length,
    runs.length,
    ended((code) => code === 0),
    ended((code) => code === 2),
    ended((code) => code !== 0 && code !== 2),
    results.filter(isFailed).length,
  ];
  return name.padEnd(10) + numbers.map((number) => String(number).padStart(8)).join('');
}

export const isFailed = ({ runs }: { readonly runs: readonly Ran[] }): boolean =>
  runs.some(({ faults }) => faults.length > 0);
