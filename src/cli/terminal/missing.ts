/** What an experiment names and is not here, in lines: its published size, and the commands that bring it. */
import { formatBytes } from '../../amounts.js';
import type { AbsentData } from '../../run/absent.js';
import { bold, renderTable } from './print.js';

const HEADING = ['missing', 'published size', 'fetch it', 'or import your copy'];

/** Empty: nothing is missing. */
export function missingLines(absent: readonly AbsentData[]): readonly string[] {
  if (absent.length === 0) return [];
  return [
    '',
    bold('Missing; a run is refused until it is here:'),
    renderTable([HEADING, ...absent.map(rowOf)]),
    ...absent.filter(({ steps }) => steps.length > 0).flatMap(stepLines),
  ];
}

const rowOf = (one: AbsentData): string[] => [
  `${one.kind} ${one.name}`,
  sizeText(one),
  one.get ?? 'by hand',
  one.imports.join(', or '),
];

function sizeText(one: AbsentData): string {
  if (one.kind !== 'task') return isFinite(one.bytes) ? formatBytes(one.bytes) : 'not known';
  const { train, evaluate } = one.size;
  return isFinite(train + evaluate) ? `${train} + ${evaluate} examples` : 'not known';
}

const stepLines = ({ kind, name, steps }: AbsentData): readonly string[] => [
  bold(`${kind} ${name}`),
  ...steps.map((step) => `  - ${step}`),
];
