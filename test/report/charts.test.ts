import type { ChartConfiguration } from 'chart.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ablations } from '../../src/report/charts/ablations.js';
import type { DrawChart, Figure, Panel } from '../../src/report/charts/chart.js';
import { costs } from '../../src/report/charts/costs.js';
import { CHARTS, drawCharts } from '../../src/report/charts/index.js';
import { learningRates } from '../../src/report/charts/learning-rates.js';
import { losses } from '../../src/report/charts/losses.js';
import { COLOURS, seriesStyle, WARNING } from '../../src/report/charts/palette.js';
import { scores } from '../../src/report/charts/scores.js';
import { widthOf, wrapped } from '../../src/report/charts/text.js';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { mean } from '../../src/statistics/moments.js';
import { awkwardStore, LONG } from './awkward.js';
import type { Fixture } from './store.js';
import { fixtureStore } from './store.js';

let fixture: Fixture;
let report: Report;
beforeAll(async () => {
  fixture = await awkwardStore();
  report = await buildReport(fixture.store, fixture.name);
});
afterAll(() => fixture.close());

function drawn(draw: DrawChart, of: Report = report): Figure {
  const figure = draw(of);
  if ('reason' in figure) throw new Error(figure.reason);
  return figure;
}

/** What is drawn in a panel, as numbers. */
type Data = { x: number; y: number };
const datasetsOf = ({ config }: Panel) => config.data.datasets as { data: (number | null)[] }[];
const pointsOf = ({ config }: Panel) => config.data.datasets as unknown as { data: Data[] }[];
const scaleOf = (config: ChartConfiguration, name: string) =>
  config.options?.scales?.[name] as { min?: number; max?: number };

const svgs = (of: Report): string[] =>
  Object.values(drawCharts(of)).flatMap(({ svg }) => (svg === null ? [] : [svg]));

describe('every chart', () => {
  it('carries the data mark, drawn and told', () => {
    const marked = svgs(report);
    expect(marked).toHaveLength(Object.keys(CHARTS).length - 1); // no weights were kept on the way
    for (const svg of marked) {
      expect(svg).toMatch(/aria-label="[^"]*Synthetic data: books and tasks/);
      // The bar before it, and the group of its glyphs.
      expect(svg.split(WARNING).length - 1).toBeGreaterThanOrEqual(2);
    }
    for (const svg of svgs({ ...report, mark: null })) {
      expect(svg).not.toContain(WARNING);
      expect(svg).not.toContain('Synthetic');
    }
  });

  it('has a drawing for the eye: shapes, glyphs, a size', () => {
    for (const svg of svgs(report)) {
      expect(svg).toMatch(/^<svg [^>]*width="760" height="\d+"/);
      expect(svg.match(/<use /g)?.length).toBeGreaterThan(100);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('uses ids of its own, each once, whatever was drawn before', () => {
    const first = svgs(report);
    expect(svgs(report)).toEqual(first);
    const ids = first.flatMap((svg) => [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const svg of first)
      for (const [, id] of svg.matchAll(/(?:url\(#|href="#)([^")]+)/g)) expect(svg).toContain(`id="${id}"`);
  });

  it('that has nothing to draw is left out and says why', async () => {
    const empty = await fixtureStore({ state: () => 'missing', experiment: { sweep: {} } });
    try {
      const charts = Object.values(drawCharts(await buildReport(empty.store, empty.name)));
      const reasons = charts.flatMap((chart) => (chart.svg === null ? [[chart.name, chart.reason]] : []));
      expect(reasons).toEqual([
        ['scores', 'no variant has been evaluated yet.'],
        ['ablations', 'no factor varies.'],
        ['levels', 'no factor has three levels that are numbers.'],
        ['losses', 'no pre-training is done.'],
        ['score-curves', 'no weights were evaluated that a pre-training kept on its way.'],
        ['lengths', 'no loss was measured beyond the trained context length.'],
        ['costs', 'no variant has both a mean over all tasks and a complete trial yet.'],
      ]);
    } finally {
      await empty.close();
    }
  });
});

describe('the chart of scores', () => {
  it('begins at 0 where no score of the metric can be negative, however long an error bar is', () => {
    const [first, ...rest] = report.table.rows;
    const wide = { low: -0.9, high: 1.9, halfWidth: 1.4, over: 'seeds' } as const;
    const rows = [
      { ...first!, cells: first!.cells.map((cell) => ({ ...cell, mean: 0.5, interval: wide })) },
      ...rest,
    ];
    const { panels } = drawn(scores, { ...report, table: { ...report.table, rows } });
    expect(panels.map(({ config }) => scaleOf(config, 'x').min)).toEqual(panels.map(() => 0));
  });

  it('has a panel for each column and a bar for each variant; what is absent has none', () => {
    const { panels } = drawn(scores);
    expect(panels).toHaveLength(report.table.columns.length);
    const qqp = report.table.columns.findIndex(({ label }) => label === 'QQP');
    const expected = report.table.rows.map(({ role, cells }) => {
      const { mean: of } = cells[qqp]!;
      return role === 'variant' && of !== null ? 100 * of : null;
    });
    expect(datasetsOf(panels[qqp]!)[0]?.data).toEqual(expected);
    const long = report.table.rows.findIndex(({ label }) => label === LONG);
    expect(expected[long]).toBeNull();
  });

  it('shows baselines and the published figure as marks, not as bars, and names them in full', () => {
    const { panels, caption } = drawn(scores);
    const marks = datasetsOf(panels[0]!)[1]?.data;
    const roles = report.table.rows.map(({ role }) => role);
    expect(marks?.map((value) => value !== null)).toEqual(roles.map((role) => role !== 'variant'));
    expect(caption).toContain('majority; bag-of-words; GPT-1, published (117M parameters');
  });

  it('draws an interval where there is one', () => {
    const rows = report.table.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => ({ ...cell, interval: null })),
    }));
    const bare = drawCharts({ ...report, table: { ...report.table, rows } }).scores.svg;
    const strokes = (svg: string | null): number => svg?.match(/stroke-width:1.25/g)?.length ?? 0;
    const intervals = report.table.rows.flatMap(({ cells }) =>
      cells.filter((cell) => cell.interval !== null),
    );
    expect(strokes(drawCharts(report).scores.svg) - strokes(bare)).toBe(intervals.length);
  });
});

describe('the chart of differences', () => {
  it('has the mean over tasks first, on axes alike that hold every interval', () => {
    const { panels } = drawn(ablations);
    const deltas = report.ablations.flatMap(({ levels }) => levels.flatMap((level) => level.deltas));
    expect(panels).toHaveLength(report.table.columns.length + 1);
    expect(datasetsOf(panels[0]!)[0]?.data).toEqual(
      report.ablations[0]!.levels.map(({ deltas: all }) => {
        const over = all.at(-1)?.mean ?? null;
        return over === null ? null : 100 * over;
      }),
    );
    for (const { config } of panels) {
      const { min = NaN, max = NaN } = scaleOf(config, 'x');
      expect(min).toBe(-max);
      for (const { interval } of deltas) {
        expect(100 * (interval?.high ?? 0)).toBeLessThanOrEqual(max);
        expect(100 * (interval?.low ?? 0)).toBeGreaterThanOrEqual(min);
      }
    }
  });

  it('fills the points that differ, and no others', () => {
    const panel = drawn(ablations).panels[0]!;
    const fills = (panel.config.data.datasets[0] as { pointBackgroundColor?: string[] }).pointBackgroundColor;
    const differs = report.ablations[0]!.levels.map(({ deltas }) => deltas.at(-1)?.differs);
    expect(differs).toContain(true);
    expect(differs).toContain(false);
    expect(fills?.map((fill) => fill === COLOURS.blue.light)).toEqual(differs);
  });
});

describe('the chart of learning rates', () => {
  it('has what is declared as lines and what is recorded as rings, by phase', () => {
    const { panels } = drawn(learningRates);
    const declared = report.learningRates[0]!;
    const [rings, line] = pointsOf(panels[0]!) as [{ data: Data[] }, { data: Data[] }];
    expect(panels).toHaveLength(2);
    expect(line.data).toHaveLength(declared.declared.length);
    // Peak 1e-3, in units of 10⁻³.
    expect(Math.max(...line.data.map(({ y }) => y))).toBeCloseTo(1, 12);
    expect(rings.data.at(0)?.x).toBe(1);
    expect(rings.data.at(-1)?.x).toBe(20);
    const rates = new Map(line.data.map(({ x, y }) => [x, y]));
    for (const { x, y } of rings.data) expect(rates.get(x)).toBeCloseTo(y, 12);
  });

  it('tells curves of one name apart by their peaks', () => {
    const curve = report.learningRates[0]!;
    const half = { ...curve, declared: curve.declared.map(({ step, rate }) => ({ step, rate: rate / 2 })) };
    const { legend } = drawn(learningRates, { ...report, learningRates: [curve, half] });
    expect(legend.map(({ label }) => /peak [\d.]+/.exec(label)?.[0])).toEqual([
      'peak 0.001',
      'peak 0.0005',
      undefined,
    ]);
  });
});

describe('the chart of losses', () => {
  it('has a band from the lowest to the highest seed about each mean', () => {
    const { panels, legend } = drawn(losses);
    expect(legend.at(-1)?.label).toBe('lowest to highest seed');
    const heldout = report.losses.filter(({ split }) => split === 'heldout');
    const sets = pointsOf(panels[1]!);
    expect(sets).toHaveLength(3 * heldout.length);
    for (const [index, { points }] of heldout.entries())
      for (const [offset, of] of (['mean', 'high', 'low'] as const).entries())
        expect(sets[3 * index + offset]?.data).toEqual(
          points.map((point) => ({ x: point.step, y: point[of] })),
        );
  });
});

describe('the chart of costs', () => {
  it('has scores where they are and costs near where they are, on an axis from zero', () => {
    const { panels } = drawn(costs);
    const known = report.costs.filter(({ score, flops }) => score.mean !== null && flops !== null);
    const sets = pointsOf(panels[0]!);
    expect(sets.map(({ data }) => data[0]!.y)).toEqual(known.map(({ score }) => 100 * (score.mean ?? NaN)));
    const { min, max = NaN } = scaleOf(panels[0]!.config, 'x');
    expect(min).toBe(0);
    const xs = sets.map(({ data }) => data[0]!.x);
    expect(Math.max(...xs)).toBeLessThan(max);
    // In TFLOP; moved apart about their middle.
    expect(mean(xs)).toBeCloseTo(mean(known.map(({ flops }) => (flops ?? NaN) / 1e12)), 9);
    const sorted = [...xs].sort((a, b) => a - b);
    for (const [index, x] of sorted.entries())
      if (index > 0) expect(x - sorted[index - 1]!).toBeGreaterThan(max / 41);
  });

  it('says how many variants lack a score', () => {
    expect(drawn(costs).caption).toContain('1 of 5 variants');
  });
});

describe('text', () => {
  it('is broken into lines that fit, and nothing of it is lost', () => {
    for (const text of [LONG, 'A sentence of several words, as a caption has.', 'x'.repeat(90)]) {
      const lines = wrapped(text, 100, { size: 11 });
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(widthOf(line, { size: 11 })).toBeLessThanOrEqual(100);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });
});

describe('colours', () => {
  /** Contrast ratio of the Web Content Accessibility Guidelines 2.2. */
  const luminance = (hex: string): number => {
    const part = (at: number): number => {
      const value = parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  };
  const contrast = (a: string, b: string): number => {
    const [one, other] = [luminance(a), luminance(b)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };

  it('of text are read on paper, light and dark; those of series are seen', () => {
    for (const scheme of ['light', 'dark'] as const) {
      const on = (name: keyof typeof COLOURS): number =>
        contrast(COLOURS[name][scheme], COLOURS.paper[scheme]);
      for (const name of ['ink', 'muted', 'warning', 'blue'] as const) expect(on(name)).toBeGreaterThan(4.5);
      for (const name of ['vermilion', 'green', 'purple', 'amber', 'slate'] as const)
        expect(on(name)).toBeGreaterThan(4.5);
      expect(contrast(COLOURS.ink[scheme], COLOURS.sky[scheme])).toBeGreaterThan(4.5);
    }
  });

  it('never tell series apart alone', () => {
    const styles = Array.from({ length: 24 }, (_, index) => seriesStyle(index));
    const withoutColour = styles.slice(0, 20).map(({ dash, marker }) => `${dash.join(' ')} ${marker}`);
    expect(new Set(withoutColour).size).toBe(20);
    expect(new Set(styles.map((style) => JSON.stringify(style))).size).toBe(24);
  });
});
