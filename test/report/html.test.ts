import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCharts } from '../../src/report/charts/index.js';
import { contentsOf } from '../../src/report/contents.js';
import type { Block } from '../../src/report/contents.js';
import { renderHtml } from '../../src/report/formats/html.js';
import { escaped, html } from '../../src/report/markup.js';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { reportTables } from '../../src/report/tables/index.js';
import { shownTokens } from '../../src/report/words/tokens.js';
import { awkwardStore, ERROR, QUOTES, SCRIPT, TITLE } from './awkward.js';
import type { Fixture } from './store.js';

let fixture: Fixture;
let report: Report;
let blocks: readonly Block[];
let page: string;
beforeAll(async () => {
  fixture = await awkwardStore();
  report = await buildReport(fixture.store, fixture.name);
  const charts = drawCharts(report);
  blocks = contentsOf(report, charts).flatMap((section) => section.blocks);
  page = renderHtml(report, charts);
});
afterAll(() => fixture.close());

const all = (pattern: RegExp, text = page): string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);

describe('markup', () => {
  it('escapes texts, also in attributes, and nothing twice', () => {
    expect(html`<p title="${'"<&'}">${[html`<b>${"'"}</b>`]}</p>`.markup).toBe(
      '<p title="&quot;&lt;&amp;"><b>&#39;</b></p>',
    );
  });
});

describe('the page', () => {
  it('has its parts in order', () => {
    expect(all(/<h2 id="([^"]+)"/g)).toEqual([
      ...['findings', 'results', 'ablations', 'learning-rates', 'losses', 'lengths', 'costs'],
      ...['parameters', 'inputs', 'overlap', 'setup', 'status', 'stage-costs', 'failures'],
      ...['environment', 'data', 'runs', 'origins', 'reproduce'],
    ]);
    expect(page.indexOf('<h1>')).toBeLessThan(page.indexOf('class="mark large"'));
    expect(page.indexOf('class="mark large"')).toBeLessThan(page.indexOf('<nav'));
  });

  it('shows names that are markup as text', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toContain('" onmouseover');
    expect(page).not.toContain('<i>tails');
    for (const text of [SCRIPT, QUOTES, TITLE]) expect(page).toContain(escaped(text));
  });

  it('asks for nothing else: no script, no style, no image, no font from elsewhere', () => {
    const targets = all(/\b(?:src|srcset|href|xlink:href|action|data|poster)="([^"]*)"/g);
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !target.startsWith('#') && target !== 'data:,')).toEqual([]);
    expect(all(/url\(([^)]*)\)/g).filter((target) => !target.startsWith('#'))).toEqual([]);
    expect(page).not.toMatch(/@import|@font-face|<iframe|<object|<embed|<form/);
    expect(all(/(?<!xmlns(?::xlink)?=")(https?:\/\/[^\s"<]+)/g)).toEqual([]);
    expect(page).toContain('content="default-src &#39;none&#39;;');
  });

  it('has each id once, and each link leads to one', () => {
    const ids = all(/\sid="([^"]+)"/g);
    expect(ids.length).toBeGreaterThan(50);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    expect(all(/href="#([^"]+)"/g).filter((id) => !known.has(id))).toEqual([]);
    expect(all(/url\(#([^)]+)\)/g).filter((id) => !known.has(id))).toEqual([]);
  });

  it('marks its data at the top, on every table that has such data, and on every chart', () => {
    const marked = blocks.filter((block) => 'table' in block && block.table.mark !== null);
    expect(marked.length).toBeGreaterThan(4);
    expect(all(/(<p class="mark">)/g)).toHaveLength(marked.length);
    expect(all(/<p class="mark[^>]*>([^<]*)</g).map((text) => text.trim())).toEqual(
      Array.from({ length: marked.length + 1 }, () => report.mark),
    );
    expect(
      all(/<svg [^>]*aria-label="([^"]*)"/g).filter((label) => label.includes('Synthetic data')),
    ).toHaveLength(7);
  });

  it('of data that is neither synthetic nor cut has no mark', () => {
    const plain = { ...report, mark: null };
    expect(renderHtml(plain, drawCharts(plain))).not.toMatch(/class="mark|Synthetic data/);
  });

  it('shows what failed and why, and that not all was done', () => {
    const section = page.slice(page.indexOf('id="failures"'), page.indexOf('id="environment"'));
    expect(section).toContain(escaped(ERROR));
    expect(section).toContain('evaluate qqp');
    expect(page).toMatch(
      /class="warning">\s*Incomplete: 11 of 15 trials are done; 3 failed, 0 diverged, 1 missing/,
    );
    expect(renderHtml({ ...report, failures: [] }, drawCharts(report))).toContain('No stage failed.');
  });

  it('shows what is absent as a dash that says why, never as a zero', () => {
    expect(page).toMatch(/<span class="absent" title="failed">–<\/span>/);
    const absent = blocks.flatMap((block) =>
      'table' in block ? block.table.groups.flat(2).filter((cell) => cell.absent !== null) : [],
    );
    expect(all(/<span class="absent" title="([^"]+)"/g)).toHaveLength(absent.length);
  });

  it('prints bold what the tables call strong, and nothing else', () => {
    const strong = reportTables(report)
      .flatMap(({ groups }) => groups.flat(2))
      .filter((cell) => cell.strong);
    expect(strong.length).toBeGreaterThan(1);
    expect(all(/<strong>([^<]*)<\/strong>/g)).toEqual(strong.map(({ text }) => text));
  });

  it('has headings with scope and captions in every table', () => {
    const tables = blocks.filter((block) => 'table' in block).length;
    expect(all(/<table>\s*<caption>([^<]+)</g)).toHaveLength(tables);
    expect(all(/<th (?!scope=")([^>]*)>/g)).toEqual([]);
    expect(all(/<th scope="rowgroup" colspan="4">([^<]*)</g)).toEqual([
      'Variants of this experiment',
      'Non-neural baselines',
      'Published, not comparable',
    ]);
  });

  it('shows every run with the stage that it can be traced to', () => {
    for (const { role, cells } of report.table.rows)
      if (role !== 'published')
        for (const { stage } of cells.flatMap(({ runs }) => runs))
          expect(page).toContain((stage ?? 'none').slice(0, 10));
  });

  it('shows tokens as chips, special symbols apart', () => {
    const chips = all(/<li class="special">([^<]*)</g);
    const special = report.inputs.flatMap(({ sequences }) =>
      sequences.flat().filter((token) => token.special),
    );
    expect(chips).toEqual(special.map(({ text }) => escaped(text)));
    expect(page).toContain('<li class="end">bright</li>');
  });

  it('gives the command that makes it again', () => {
    expect(page).toContain('<pre><code>reprise run awkward</code></pre>');
  });
});

describe('shown tokens', () => {
  const token = (text: string) => ({ text, special: false });

  it('tell the end of a word from its inside', () => {
    expect(shownTokens([{ text: '<start>', special: true }, token('wa'), token('rm</w>')])).toEqual([
      { text: '<start>', kind: 'special' },
      { text: 'wa', kind: 'inside' },
      { text: 'rm', kind: 'end' },
    ]);
  });

  it('of a long sequence are its start and its end, and how many are between', () => {
    const tokens = Array.from({ length: 512 }, (_, index) => token(`${index}</w>`));
    const shown = shownTokens(tokens);
    expect(shown).toHaveLength(141);
    expect(shown[80]).toEqual({ text: '… 372 more tokens …', kind: 'left-out' });
    expect([shown[79]?.text, shown[81]?.text, shown.at(-1)?.text]).toEqual(['79', '452', '511']);
  });
});
