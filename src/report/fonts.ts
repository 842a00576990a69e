/** The fonts of charts and PDF, from a package: the same glyphs on every machine. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');

const fontFile = (name: string): string => join(FOLDER, `${name}.ttf`);

/** Regular, bold, oblique: of text and of code. */
export const FONT_FILES = {
  sans: fontFile('DejaVuSans'),
  sansBold: fontFile('DejaVuSans-Bold'),
  sansOblique: fontFile('DejaVuSans-Oblique'),
  sansBoldOblique: fontFile('DejaVuSans-BoldOblique'),
  mono: fontFile('DejaVuSansMono'),
} as const;
