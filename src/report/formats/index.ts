/** Every format by the name of its file; the page, which a reader opens first, is first. */
import type { Charts } from '../charts/index.js';
import type { Report } from '../report.js';
import { renderExpectedCsv } from './expected-csv.js';
import { renderHypothesesCsv } from './hypotheses-csv.js';
import { renderCsv, renderDifferencesCsv } from './csv.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { renderLatex } from './latex.js';
import { renderMarkdown } from './markdown.js';
import { renderOverlapCsv } from './overlap-csv.js';
import { renderPdf } from './pdf.js';

export const FORMATS = {
  'index.html': renderHtml,
  'report.pdf': renderPdf,
  'table.md': renderMarkdown,
  'table.tex': renderLatex,
  'table.csv': renderCsv,
  'differences.csv': renderDifferencesCsv,
  'hypotheses.csv': renderHypothesesCsv,
  'overlap.csv': renderOverlapCsv,
  'expected.csv': renderExpectedCsv,
  'report.json': renderJson,
} as const satisfies Readonly<
  Record<string, (report: Report, charts: Charts) => string | Buffer | Promise<Buffer>>
>;
