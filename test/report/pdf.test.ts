import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCharts } from '../../src/report/charts/index.js';
import type { Charts } from '../../src/report/charts/index.js';
import { widthOf } from '../../src/report/charts/text.js';
import { fitOf, forcedFit } from '../../src/report/formats/pdf-table.js';
import { fitted } from '../../src/report/formats/pdf-text.js';
import { renderPdf } from '../../src/report/formats/pdf.js';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { textCell } from '../../src/report/tables/cells.js';
import type { TextTable } from '../../src/report/tables/table.js';
import { awkwardStore, ERROR, SCRIPT, TITLE } from './awkward.js';
import type { Fixture } from './store.js';

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;

let fixture: Fixture;
let folder: string;
let report: Report;
let charts: Charts;
let bytes: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-pdf-'));
  fixture = await awkwardStore();
  report = await buildReport(fixture.store, fixture.name);
  charts = drawCharts(report);
  bytes = await renderPdf(report, charts);
});
afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

/** Each page's text with single spaces. */
async function pagesOf(pdf: Buffer): Promise<readonly string[]> {
  const file = join(folder, 'report.pdf');
  await writeFile(file, pdf);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.replace(/\s+/g, ' '));
}

describe('the PDF', () => {
  it('has no date in it', () => {
    const text = bytes.toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text).toContain('/Producer');
    expect(text).not.toMatch(/CreationDate|ModDate|CreateDate|D:\d{8}/);
  });

  it('has its charts as vectors', () => {
    expect(bytes.toString('latin1')).not.toContain('/Subtype /Image');
  });

  it.skipIf(!hasPoppler)('has the mark and its number on every page', async () => {
    const pages = await pagesOf(bytes);
    expect(pages.length).toBeGreaterThan(5);
    for (const [index, page] of pages.entries()) {
      const foot = page.slice(-260).replaceAll(' / ', '/');
      expect(foot).toContain('Synthetic data: books and tasks');
      expect(foot).toContain(`${index + 1}/${pages.length}`);
    }
  });

  it.skipIf(!hasPoppler)(
    'has every chart with its caption, every failure, and names as they are',
    async () => {
      const text = (await pagesOf(bytes)).join(' ');
      for (const { svg, ...chart } of Object.values(charts)) {
        expect(svg).not.toBeNull();
        if ('caption' in chart) expect(text).toContain(chart.caption.slice(0, 60));
      }
      expect(text).toContain(TITLE);
      expect(text).toContain(SCRIPT);
      expect(text).toContain(ERROR.split('\n')[1]);
      expect(text).toContain('reprise run awkward');
    },
  );

  it.skipIf(!hasPoppler)('has no page that is empty but for its foot', async () => {
    for (const page of await pagesOf(bytes)) expect(page.length).toBeGreaterThan(300);
  });

  it('lays a table of many columns on its side', async () => {
    const times = 3;
    const many = <T>(items: readonly T[]): T[] => Array.from({ length: times }, () => items).flat();
    const { columns, rows } = report.table;
    const table = {
      columns: many(columns),
      rows: rows.map((row) => ({ ...row, cells: many(row.cells) })),
    };
    const wide = (await renderPdf({ ...report, table }, charts)).toString('latin1');
    const lying = /\/MediaBox \[0 0 841\.89 595\.28\]/g;
    expect(bytes.toString('latin1').match(lying)).toBeNull();
    expect(wide.match(lying)?.length).toBe(1);
  });
});

describe('a table of the PDF', () => {
  const tableOf = (columns: number, label: string): TextTable => ({
    title: 'T',
    notes: [],
    mark: null,
    columns: Array.from({ length: columns }, (_, index) => ({
      heading: [`Task ${index}`, 'accuracy ↑'],
      align: index === 0 ? 'left' : 'right',
    })),
    groups: [[[textCell(label), ...Array.from({ length: columns - 1 }, () => textCell('82.1 ± 1.2'))]]],
  });
  /** With 4 points of padding left and right. */
  const outer = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + 8, 0);

  it('is as wide as it needs where that fits', () => {
    const fit = fitOf(tableOf(3, 'baseline'), 515);
    expect(fit?.size).toBe(8);
    expect(outer(fit?.widths ?? [])).toBeLessThan(250);
  });

  it('breaks its texts, then takes smaller type, and never leaves the page', () => {
    const sizes = [5, 7, 8, 9].map((columns) => {
      const fit = fitOf(tableOf(columns, 'learningRate=0.0003, weightDecay=0.1, '.repeat(4)), 515);
      expect(outer(fit?.widths ?? [Infinity])).toBeLessThanOrEqual(515.01);
      for (const width of fit?.widths.slice(1) ?? [])
        expect(width).toBeGreaterThanOrEqual(widthOf('82.1 ± 1.2', { size: fit?.size ?? NaN }));
      return fit?.size;
    });
    expect(sizes).toEqual([8, 8, 8, 7]);
  });

  it('that is too wide at any size says so, and is forced where there is no other page', () => {
    const table = tableOf(60, 'baseline');
    expect(fitOf(table, 762)).toBeNull();
    expect(outer(forcedFit(table, 762).widths)).toBeLessThanOrEqual(762.01);
  });

  it('has no line wider than its column', () => {
    const text = `${'unbreakable'.repeat(20)}\nand a second line`;
    const lines = fitted(text, { width: 90, size: 8 }).split('\n');
    expect(lines.at(-1)).toBe('and a second line');
    for (const line of lines) expect(widthOf(line, { size: 8 })).toBeLessThanOrEqual(90);
  });
});
