/** Text of charts and pages: fonts, widths, and lines that fit. Measured by the fonts' own tables, so that nothing need be drawn. */
import { openSync } from 'fontkit';
import type { Font as FontFile } from 'fontkit';
import { FONT_FILES } from '../fonts.js';

export const FAMILY = 'DejaVu Sans';
export const SIZE = 12;
export const LINE = 15;

export interface Font {
  readonly size: number;
  readonly bold?: boolean;
}

export const fontOf = ({ size, bold }: Font): string =>
  `${bold === true ? 'bold ' : ''}${size}px "${FAMILY}"`;

/** Widths of signs, in ems. */
interface Ruler {
  readonly file: FontFile;
  /** By the sign before it, with which it may be kerned, and the sign. */
  readonly known: Map<string, number>;
}

const rulerOf = (path: string): Ruler => ({ file: openSync(path), known: new Map() });
const opened = new Map<string, Ruler>();

function rulerFor({ bold }: Font): Ruler {
  const path = bold === true ? FONT_FILES.sansBold : FONT_FILES.sans;
  const ruler = opened.get(path) ?? rulerOf(path);
  opened.set(path, ruler);
  return ruler;
}

/** What another font draws where ours has no such sign: at most so wide, in ems. */
const FOREIGN = 1.25;

function emsOf(sign: string, before: string, { file, known }: Ruler): number {
  const pair = before + sign;
  const found = known.get(pair);
  if (found !== undefined) return found;
  const width = (text: string): number =>
    text === '' ? 0 : file.layout(text).advanceWidth / file.unitsPerEm;
  const ems = file.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0) ? width(pair) - width(before) : FOREIGN;
  known.set(pair, ems);
  return ems;
}

/** `before`: the sign that it stands behind. */
export function widthOf(text: string, font: Font, before = ''): number {
  const ruler = rulerFor(font);
  let ems = 0;
  for (const sign of text) {
    ems += emsOf(sign, before, ruler);
    before = sign;
  }
  return font.size * ems;
}

/**
 * Lines no wider than `width`: broken after spaces and signs, and inside a word only where it alone is wider. Each sign
 * is measured a fixed number of times, so that the time grows with the text and no faster.
 */
export const wrapped = (text: string, width: number, font: Font): readonly string[] =>
  joined(piecesOf(text, width, font), width, font).map((line) => line.trim());

const piecesOf = (text: string, width: number, font: Font): readonly string[] =>
  text
    .split(/(?<=[^\S\u00a0]|[,=/_·-]|[a-z]\.)/)
    .flatMap((piece) =>
      widthOf(piece.trimEnd(), font) <= width ? [piece] : joined([...piece], width, font),
    );

/** Pieces one after another in as few lines as hold them; a piece that is wider has a line of its own. */
function joined(pieces: readonly string[], width: number, font: Font): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const piece of pieces) {
    const before = lines.at(-1)?.at(-1) ?? '';
    const isFirst = lines.length === 0 || used + widthOf(piece.trimEnd(), font, before) > width;
    if (isFirst) lines.push(piece);
    else lines.push((lines.pop() ?? '') + piece);
    used = isFirst ? widthOf(piece, font) : used + widthOf(piece, font, before);
  }
  return lines;
}
