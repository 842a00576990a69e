/** Held-out loss at the end of pre-training. */
import type { Report } from '../report.js';
import { lossLabel } from '../words/curves.js';
import { spreadText } from '../words/numbers.js';
import { absentCell, textCell } from './cells.js';
import type { TextTable } from './table.js';

const DIGITS = 3;

/** Null where nothing was pre-trained. */
export function heldoutTable({ heldout, mark }: Pick<Report, 'heldout' | 'mark'>): TextTable | null {
  if (heldout.length === 0) return null;
  return {
    title: 'Held-out loss at the end of pre-training',
    columns: [
      { heading: ['Variant'], align: 'left' },
      { heading: ['nats per token\u00a0↓'], align: 'right' },
      { heading: ['bits per byte\u00a0↓'], align: 'right' },
    ],
    groups: [
      heldout.map(({ variants, loss, bitsPerByte }) => [
        textCell(lossLabel({ variants })),
        textCell(spreadText(loss, DIGITS)),
        bitsPerByte === null ? absentCell('not measured') : textCell(spreadText(bitsPerByte, DIGITS)),
      ]),
    ],
    notes: [
      'Bits per byte: nats per token / (ln 2 · bytes of text per token), which does not depend on how a vocabulary cuts the ' +
        'text. Bytes are those of the text as the tokenizer reads it: words in lower case with one space between them.',
      ...(heldout.some(({ loss }) => loss.n > 1)
        ? ['Means over seeds; in brackets the lowest and the highest seed.']
        : []),
    ],
    mark,
  };
}
