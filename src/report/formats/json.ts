/**
 * Report → JSON: all that the other formats are drawn from (src/report/report.ts is its shape), for programs. An origin
 * names its cells of the main table by row and column (`provenance.origins[].cells`), its runs' stages by key
 * (`provenance.stages[].key`), a stage its setting by id (`provenance.settings[].id`). Scores are shares of 1,
 * correlations −1 to 1; what is absent is null.
 */
import type { Report } from '../report.js';

/** Raised when a reader of an older shape would misread this one. */
const SHAPE = 4;

export const renderJson = (report: Report): string =>
  `${JSON.stringify({ format: 'reprise report', shape: SHAPE, ...report }, null, 1)}\n`;
