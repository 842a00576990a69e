/** Report → PDF, by pdfmake: vector charts, numbered pages, the data mark on each. No date and no chance is in it. */
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Charts } from '../charts/index.js';
import { INK, MUTED, WARNING } from '../charts/palette.js';
import { contentsOf } from '../contents.js';
import type { Section } from '../contents.js';
import { FONT_FILES } from '../fonts.js';
import type { Report } from '../report.js';
import { PAGE, renderPdfBlock, renderUnder } from './pdf-blocks.js';
import { fitted, paragraph, SIZE } from './pdf-text.js';

const { sans, sansBold, sansOblique, sansBoldOblique, mono } = FONT_FILES;
const WIDTH = PAGE.upright.width;

const FONTS = {
  Sans: { normal: sans, bold: sansBold, italics: sansOblique, bolditalics: sansBoldOblique },
  Mono: { normal: mono, bold: mono, italics: mono, bolditalics: mono },
};
const PATHS: ReadonlySet<string> = new Set(Object.values(FONT_FILES));

/** Loaded where a PDF is made; it reads these fonts and nothing else. */
async function pdfLibrary() {
  const { default: pdfmake } = await import('pdfmake');
  pdfmake.setFonts(FONTS);
  pdfmake.setLocalAccessPolicy((path) => PATHS.has(path));
  pdfmake.setUrlAccessPolicy(() => false);
  return pdfmake;
}

const NO_DATE = new Date(0);

export async function renderPdf(report: Report, charts: Charts): Promise<Buffer> {
  const document = (await pdfLibrary()).createPdf(pdfDefinition(report, charts));
  const stream = await document.getStream();
  // pdfkit needs a date and writes it; what cannot be enumerated it reads but does not write.
  const { info } = stream as unknown as { info: object };
  Object.defineProperty(info, 'CreationDate', { value: NO_DATE, enumerable: false });
  return document.getBuffer();
}

export function pdfDefinition(report: Report, charts: Charts): TDocumentDefinitions {
  const { title, description, mark } = report;
  return {
    pageSize: 'A4',
    pageMargins: [40, 40, 40, mark === null ? 40 : 52],
    language: 'en',
    info: { title, subject: description, creator: 'Reprise', creationDate: NO_DATE },
    defaultStyle: { font: 'Sans', fontSize: SIZE, color: INK, lineHeight: 1.15 },
    content: [
      paragraph(title, { width: WIDTH, size: 18, bold: true }),
      ...(mark === null ? [] : [banner(mark)]),
      ...(description === '' ? [] : [paragraph(description, { width: WIDTH, size: 10 })]),
      { toc: { title: { text: 'Contents', bold: true, fontSize: 11, margin: [0, 8, 0, 4] } } },
      ...contentsOf(report, charts).flatMap(sectionContent),
    ],
    // What should stay with what follows it.
    pageBreakBefore: ({ headlineLevel, startPosition }) =>
      headlineLevel !== undefined && startPosition.verticalRatio > 0.85,
    footer: (page, pages, size) => footer(mark, `${page} / ${pages}`, size.width - 80),
  };
}

const banner = (mark: string): Content => ({
  table: {
    widths: [WIDTH - 16],
    body: [[{ text: fitted(mark, { width: WIDTH - 20, bold: true }), bold: true }]],
  },
  layout: {
    fillColor: () => '#fff4e6',
    hLineWidth: () => 0,
    vLineWidth: (line) => (line === 0 ? 3 : 0),
    vLineColor: () => WARNING,
  },
  color: WARNING,
  margin: [0, 4, 0, 8],
});

const sectionContent = ({ title, blocks: [first, ...rest] }: Section): Content[] => [
  first === undefined ? headingOf(title) : renderUnder(headingOf(title), first),
  ...rest.map(renderPdfBlock),
];

const headingOf = (title: string): Content => ({
  text: title,
  bold: true,
  fontSize: 13,
  margin: [0, 14, 0, 6],
  tocItem: true,
  outline: true,
});

const NUMBER = 50;

const footer = (mark: string | null, number: string, width: number): Content => ({
  margin: [40, 12, 40, 0],
  fontSize: 6.5,
  columns: [
    {
      width: width - NUMBER,
      bold: true,
      color: WARNING,
      text: fitted(mark ?? '', { width: width - NUMBER, size: 6.5, bold: true }),
    },
    { width: NUMBER, text: number, alignment: 'right', fontSize: 8, color: MUTED },
  ],
});
