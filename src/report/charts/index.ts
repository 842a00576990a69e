/** All charts of a report as SVG texts, each with the data mark; what has nothing to draw says why. */
import type { Report } from '../report.js';
import { ablations } from './ablations.js';
import { noCharts } from './canvas.js';
import type { DrawChart } from './chart.js';
import { costs } from './costs.js';
import { learningRates } from './learning-rates.js';
import { lengths } from './lengths.js';
import { levels } from './levels.js';
import { losses } from './losses.js';
import { scoreCurves } from './score-curves.js';
import { scores } from './scores.js';
import { renderFigure } from './surface.js';

/** By name, which is also the file's. */
export const CHARTS = {
  scores,
  ablations,
  levels,
  'learning-rates': learningRates,
  losses,
  'score-curves': scoreCurves,
  lengths,
  costs,
} as const satisfies Readonly<Record<string, DrawChart>>;

export type ChartName = keyof typeof CHARTS;

export type Chart = DrawnChart | OmittedChart;

export interface DrawnChart {
  readonly name: ChartName;
  readonly title: string;
  readonly caption: string;
  readonly alt: string;
  readonly svg: string;
}

export interface OmittedChart {
  readonly name: ChartName;
  readonly svg: null;
  /** A sentence. */
  readonly reason: string;
}

export type Charts = Readonly<Record<ChartName, Chart>>;

export function drawCharts(report: Report): Charts {
  const names = Object.keys(CHARTS) as ChartName[];
  return Object.fromEntries(names.map((name) => [name, drawChart(name, report)])) as Record<ChartName, Chart>;
}

function drawChart(name: ChartName, report: Report): Chart {
  const figure = CHARTS[name](report);
  if ('reason' in figure) return { name, svg: null, reason: figure.reason };
  const unable = noCharts();
  if (unable !== null) return { name, svg: null, reason: unable };
  const { title, caption, alt } = figure;
  return { name, title, caption, alt, svg: renderFigure(figure, name, report.mark) };
}
