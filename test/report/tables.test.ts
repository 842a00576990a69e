import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCsv, renderDifferencesCsv } from '../../src/report/formats/csv.js';
import { renderLatex, renderLatexTable } from '../../src/report/formats/latex.js';
import { renderMarkdown, renderMarkdownTable } from '../../src/report/formats/markdown.js';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { reportTables } from '../../src/report/tables/index.js';
import { fixed, grouped, percent, signedPercent } from '../../src/report/words/numbers.js';
import { scoreTable } from '../../src/report/tables/scores.js';
import type { TextTable } from '../../src/report/tables/table.js';
import { mean } from '../../src/statistics/moments.js';
import type { Fixture } from './store.js';
import { fixtureStore } from './store.js';

/** Names as bad as a `list` allows; `good` is ahead of all, one evaluation failed, and a seed of another is missing. */
const NAMES = ['a|b_c & 50%', '[x] *y*', '\\d~e^{f}#$', 'line\nbreak', '=1+2', 'good'];

let fixture: Fixture;
let report: Report;
beforeAll(async () => {
  const variants = Object.fromEntries(NAMES.map((name, index) => [name, { 'model.layers': index + 5 }]));
  fixture = await fixtureStore({
    experiment: {
      sweep: { design: 'list', variants },
      evaluate: { tasks: ['sst-2', 'qqp'], maxExamples: 100 },
    },
    accuracy: ({ variant, seed }) => (variant === 'good' ? 0.9 + seed / 100 : 0.6 + (seed % 2) / 50),
    state: ({ label }) => {
      if (label.includes('evaluate qqp · =1+2')) return { error: 'No memory.' };
      return label === 'evaluate sst-2 · reference · seed 3' ? 'missing' : 'done';
    },
  });
  report = await buildReport(fixture.store, fixture.name);
});
afterAll(() => fixture.close());

describe('numbers', () => {
  it('are rounded to fixed digits with a true minus, and no sign on zero', () => {
    expect([1.25, -1.26, -0.04, 0, 99.96].map((value) => fixed(value, 1))).toEqual([
      '1.3',
      '−1.3',
      '0.0',
      '0.0',
      '100.0',
    ]);
    expect(percent(0.8213)).toBe('82.1');
    expect([0.013, -0.004, 0.0001, 0].map((value) => signedPercent(value))).toEqual([
      '+1.3',
      '−0.4',
      '0.0',
      '0.0',
    ]);
  });

  it('are grouped by commas whatever the locale', () => {
    expect([0, 999, 1000, 116_534_784, -1234].map(grouped)).toEqual([
      '0',
      '999',
      '1,000',
      '116,534,784',
      '−1,234',
    ]);
  });
});

describe('every table', () => {
  it('has a cell for each column and carries the mark of the data, but for formulas', () => {
    const tables = reportTables(report);
    expect(tables.map(({ title }) => title.split(',')[0])).toEqual([
      'Scores',
      'Degenerate runs',
      'Differences from the reference',
      'All differences: tests',
      'Held-out loss at the end of pre-training',
      'Score and cost by variant',
      'Parameters by number of heads',
      'Parameters by number of heads',
      'Evaluation examples that overlap with training data',
      'Repeated and contradictory training examples',
      'Compute by kind of stage',
    ]);
    for (const { columns, groups } of tables)
      for (const row of groups.flat()) expect(row).toHaveLength(columns.length);
    const marked = tables.filter(({ title }) => !title.startsWith('Parameters'));
    for (const { mark } of marked) expect(mark).toContain('Synthetic data');
  });

  it('shows what is absent as absent', () => {
    const rows = scoreTable(report).groups.flat();
    const failed = rows.find(([label]) => label?.text === '=1+2');
    expect(failed?.[2]).toMatchObject({ text: '–', strong: false, absent: 'failed' });
  });

  it('shows how many runs each mean has where they differ', () => {
    const reference = scoreTable(report).groups[0]?.find(([label]) => label?.text === 'reference');
    expect(reference?.[1]?.text).toMatch(/^\d+\.\d ± \d+\.\d \(2\)†$/);
    expect(reference?.[2]?.text).toMatch(/ \(3\)$/);
  });

  it('marks the best', () => {
    const strong = scoreTable(report)
      .groups.flat()
      .filter((row) => row.some((cell) => cell.strong));
    expect(strong.map(([label]) => label?.text)).toEqual(['good']);
  });
});

const ODD: TextTable = {
  title: 'A_1 & B',
  columns: [
    { heading: ['Name'], align: 'left' },
    { heading: ['Score', 'accuracy ↑'], align: 'right' },
  ],
  groups: [
    [
      [
        ...[{ text: 'a|b\\c', strong: false, absent: null }],
        { text: '82.1 ± 1.2', strong: true, absent: null },
      ],
    ],
    [[...[{ text: '[x] *y*', strong: false, absent: null }], { text: '–', strong: false, absent: 'failed' }]],
  ],
  notes: ['50 % of <b>.'],
  mark: 'Synthetic data.',
};

describe('Markdown', () => {
  it('is a table that no name can break', () => {
    expect(renderMarkdownTable(ODD)).toBe(
      [
        '## A\\_1 & B',
        '',
        '> **Synthetic data.**',
        '',
        '| Name | Score<br>accuracy ↑ |',
        '| :-- | --: |',
        '| a\\|b\\\\c | **82.1 ± 1.2** |',
        '|  |  |',
        '| \\[x\\] \\*y\\* | – |',
        '',
        '- 50 % of &lt;b&gt;.',
      ].join('\n'),
    );
  });

  it('has as many cells in every line of a table as in its heading', () => {
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    for (const block of renderMarkdown(report)
      .split('\n\n')
      .filter((part) => part.startsWith('|'))) {
      const lines = block.split('\n');
      for (const line of lines) expect(cells(line)).toBe(cells(lines[0] ?? ''));
    }
  });
});

describe('LaTeX', () => {
  it('is a booktabs table that no name can break', () => {
    const text = renderLatexTable(ODD);
    expect(text).toContain('\\caption{A\\_1 \\& B}');
    expect(text).toContain('\\begin{tabular}{lr}');
    expect(text).toContain('    Name & Score \\\\\n     & accuracy $\\uparrow$ \\\\\n    \\midrule');
    expect(text).toContain('    a$|$b\\textbackslash{}c & \\textbf{82.1 $\\pm$ 1.2} \\\\\n    \\midrule');
    expect(text).toContain('    {[}x] {*}y{*} & -- \\\\\n    \\bottomrule');
    expect(text).toContain('\\textbf{Synthetic data.}\\\\\n  50 \\% of $<$b$>$.');
  });

  it('says which packages it needs, and closes what it opens', () => {
    const text = renderLatex(report);
    expect(text).toContain('\\usepackage{booktabs');
    const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
    expect(count(/\\begin\{/g)).toBe(count(/\\end\{/g) + 1); // the comment names \begin{document}
    const plain = text.replace(/^%.*$/gm, '').replace(/\\[{}%]/g, '');
    expect(plain.match(/\{/g)?.length).toBe(plain.match(/\}/g)?.length);
    expect(text).toContain('\\textbackslash{}d\\textasciitilde{}e\\textasciicircum{}\\{f\\}\\#\\$');
  });

  it('uses no sign that its fonts lack', () => {
    expect(renderLatex(report).match(/[^\x20-\x7e\n]/g)).toBeNull();
  });
});

describe('CSV', () => {
  type Row = Record<string, string>;
  const rows = (): Row[] => parse<Row>(renderCsv(report), { columns: true });

  it('has every split and metric of every row, with levels and the value of every seed', () => {
    expect(Object.keys(rows()[0] ?? {})).toEqual([
      ...['role', 'variant', 'model.layers', 'task', 'split', 'metric', 'mean', 'half_width', 'low', 'high'],
      ...['interval_over', 'examples_low', 'examples_high', 'n', 'absent', 'degenerate_seeds', 'data'],
      ...['seed_1', 'seed_2', 'seed_3'],
    ]);
    // 7 variants, 2 baselines and the paper; SST-2 and QQP by accuracy, F1 and Matthews
    expect(rows()).toHaveLength(10 * 6);
  });

  it('lets a reader compute the mean again', () => {
    for (const row of rows().filter(({ role, absent }) => role === 'variant' && absent === '')) {
      const values = [row.seed_1, row.seed_2, row.seed_3].filter((value) => value !== '').map(Number);
      expect(values).toHaveLength(Number(row.n));
      expect(Number(row.mean)).toBeCloseTo(mean(values), 14);
    }
  });

  it('has every difference with its test, its correction and its effect', () => {
    const differences = parse<Row>(renderDifferencesCsv(report), { columns: true });
    expect(differences).toHaveLength(6 * 3);
    const good = differences.find(({ level, column }) => level === 'good' && column === 'QQP');
    expect(good).toMatchObject({ kind: 'difference', reference: 'reference', test: 'seeds', n: '3' });
    expect(Number(good?.p_holm)).toBeGreaterThan(Number(good?.p));
    expect(Number(good?.effect_size)).toBeGreaterThan(1);
  });

  it('leaves what is absent empty', () => {
    const failed = rows().find(({ absent }) => absent === 'failed');
    expect(failed).toMatchObject({ mean: '', half_width: '', n: '', seed_1: '', task: 'qqp' });
  });

  it('keeps a spreadsheet from running a name as a formula', () => {
    expect(renderCsv(report)).toContain(",'=1+2,");
  });
});
