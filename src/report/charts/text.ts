/** Text on charts: fonts, widths, and lines that fit. */
import { createCanvas, registerFont } from 'canvas';
import { FONT_FILES } from '../fonts.js';

export const FAMILY = 'DejaVu Sans';
export const SIZE = 12;
export const LINE = 15;

registerFont(FONT_FILES.sans, { family: FAMILY });
registerFont(FONT_FILES.sansBold, { family: FAMILY, weight: 'bold' });

export interface Font {
  readonly size: number;
  readonly bold?: boolean;
}

export const fontOf = ({ size, bold }: Font): string =>
  `${bold === true ? 'bold ' : ''}${size}px "${FAMILY}"`;

const ruler = createCanvas(1, 1, 'svg').getContext('2d');

export function widthOf(text: string, font: Font): number {
  ruler.font = fontOf(font);
  return ruler.measureText(text).width;
}

/** Lines no wider than `width`: broken after spaces and signs, and inside a word only where it alone is wider. */
export function wrapped(text: string, width: number, font: Font): readonly string[] {
  const lines: string[] = [];
  const fits = (line: string): boolean => widthOf(line.trimEnd(), font) <= width;
  for (const piece of text.split(/(?<=[^\S\u00a0]|[,=/_·-]|[a-z]\.)/).flatMap((one) => cut(one, fits))) {
    const last = lines.at(-1);
    if (last !== undefined && fits(last + piece)) lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines.map((line) => line.trim());
}

function cut(piece: string, fits: (text: string) => boolean): readonly string[] {
  if (fits(piece)) return [piece];
  const signs = [...piece];
  let count = signs.length - 1;
  while (count > 1 && !fits(signs.slice(0, count).join(''))) count--;
  return [signs.slice(0, count).join(''), ...cut(signs.slice(count).join(''), fits)];
}
