/** What a chart is: panels that Chart.js draws, beside each other under one title, one legend and one mark. */
import type { ChartConfiguration } from 'chart.js';
import type { Report } from '../report.js';
import type { SeriesStyle } from './palette.js';

/** Width of every chart, in pixels; texts are 12 pixels high. */
export const WIDTH = 760;

export interface Figure {
  readonly title: string;
  /** What it shows and how to read it: full sentences. */
  readonly caption: string;
  /** For those who do not see it: what there is to be seen. */
  readonly alt: string;
  readonly legend: readonly LegendItem[];
  readonly panels: readonly Panel[];
}

/** Where Chart.js draws, within the figure, below title and legend. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly config: ChartConfiguration;
}

export interface LegendItem extends SeriesStyle {
  readonly label: string;
  readonly sample: 'line' | 'marker' | 'hollow' | 'band';
}

/** Why there is nothing to draw: what completes “No chart: ”. */
export interface Nothing {
  readonly reason: string;
}

export type DrawChart = (report: Report) => Figure | Nothing;
