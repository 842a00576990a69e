/** Text that fits: everything in the PDF is broken into lines here, by the widths of its own font, so nothing overflows. */
import type { Content } from 'pdfmake/interfaces.js';
import { wrapped } from '../charts/text.js';

export interface TextOptions {
  readonly size?: number;
  readonly bold?: boolean;
  readonly color?: string;
  /** In points. */
  readonly width: number;
}

export const SIZE = 9;

/** Lines of a text with line breaks of its own. A tenth of a point is left for rounding. */
export const fitted = (text: string, { width, size = SIZE, bold = false }: TextOptions): string =>
  text
    .split('\n')
    .flatMap((line) => wrapped(line, width - 0.1, { size, bold }))
    .join('\n');

export const paragraph = (text: string, options: TextOptions): Content => {
  const { size = SIZE, bold = false, color } = options;
  return {
    text: fitted(text, options),
    fontSize: size,
    bold,
    margin: [0, 0, 0, 6],
    ...(color === undefined ? {} : { color }),
  };
};
