/**
 * Report → JSON: all that the other formats are drawn from (src/report/model.ts is its shape), for programs. A cell of
 * the main table names its origin by number (`table.rows[].cells[].origin` = `provenance.origins[].id`), an origin its
 * runs' stages by key (`provenance.stages[].key`), a stage its setting by id (`provenance.settings[].id`). Scores are
 * shares of 1; what is absent is null.
 */
import type { Report } from '../model.js';

/** Raised when a reader of an older shape would misread this one. */
const SHAPE = 1;

export const renderJson = (report: Report): string =>
  `${JSON.stringify({ format: 'reprise report', shape: SHAPE, ...report }, null, 1)}\n`;
