/** The learning rate by step: declared by the schedule's formula (lines), recorded in training (rings). */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { LearningRateCurve, RatePoint } from '../../results/curves.js';
import { rateLabel, trainingTitle } from '../words/curves.js';
import { grouped } from '../words/numbers.js';
import { powerOfTen, tick } from './axes.js';
import type { DrawChart, LegendItem, Panel } from './chart.js';
import { WIDTH } from './chart.js';
import { axisTitle, BASE_OPTIONS, linearAxis, panelTitle, stepAxis } from './options.js';
import { MUTED, PAPER, seriesStyle } from './palette.js';
import type { SeriesStyle } from './palette.js';

interface Styled {
  readonly curve: LearningRateCurve;
  readonly style: SeriesStyle;
  readonly name: string;
}

const HEIGHT = 270;

export const learningRates: DrawChart = ({ learningRates: curves }) => {
  if (curves.length === 0) return { reason: 'no training has a schedule to show yet.' };
  const styled = curves.map((curve, index) => ({
    curve,
    style: seriesStyle(index),
    name: nameOf(curve, curves),
  }));
  const phases = [...new Set(curves.map(({ kind }) => kind))].map((kind) =>
    styled.filter(({ curve }) => curve.kind === kind),
  );
  const width = WIDTH / Math.max(phases.length, 1);
  return {
    title: 'Learning rate by step',
    caption:
      'Lines: as declared by the schedule. Rings: as recorded in training; they should lie on their line.',
    alt: altOf(styled),
    legend: legendOf(styled),
    panels: phases.map((members, index) => panelOf(members, { x: index * width, width })),
  };
};

/** Curves of one name are told apart by their peak and their variants. */
function nameOf(curve: LearningRateCurve, all: readonly LearningRateCurve[]): string {
  const { variants, declared } = curve;
  const label = rateLabel(curve);
  if (all.filter((other) => rateLabel(other) === label).length === 1) return label;
  const peak = Math.max(...declared.map(({ rate }) => rate));
  const rest = variants.length === 1 ? '' : ` and ${variants.length - 1} more`;
  return `${label}, peak ${written(peak)} (${variants[0] ?? ''}${rest})`;
}

function legendOf(styled: readonly Styled[]): readonly LegendItem[] {
  const lines = styled.map(({ style, name }): LegendItem => ({ ...style, label: name, sample: 'line' }));
  if (styled.every(({ curve }) => curve.recorded.length === 0)) return lines;
  return [...lines, { colour: MUTED, dash: [], marker: 'circle', label: 'recorded', sample: 'hollow' }];
}

function panelOf(members: readonly Styled[], { x, width }: { x: number; width: number }): Panel {
  const rates = members.flatMap(({ curve }) => curve.declared.map(({ rate }) => rate));
  const unit = powerOfTen(Math.max(...rates));
  const total = Math.max(...members.map(({ curve }) => curve.total));
  const config: ChartConfiguration<'line', { x: number; y: number }[]> = {
    type: 'line',
    data: { datasets: members.flatMap((member) => datasetsOf(member, unit.size)) },
    options: {
      ...(BASE_OPTIONS as object),
      plugins: { ...BASE_OPTIONS.plugins, title: panelTitle(trainingTitle(members[0]!.curve)) },
      scales: {
        x: { ...stepAxis(), min: 0, max: total },
        y: {
          ...linearAxis(null, tick),
          min: 0,
          title: axisTitle(unit.name === '' ? 'learning rate' : `learning rate, in ${unit.name}`),
        },
      },
    },
  };
  return { x, y: 0, width, height: HEIGHT, config: config };
}

type Dataset = ChartDataset<'line', { x: number; y: number }[]>;

function datasetsOf({ curve, style }: Styled, size: number): Dataset[] {
  const points = (all: readonly RatePoint[]): { x: number; y: number }[] =>
    all.map(({ step, rate }) => ({ x: step, y: rate / size }));
  return [
    // Chart.js draws the first on top.
    {
      data: points(someOf(curve.recorded)),
      showLine: false,
      clip: false,
      pointRadius: 3,
      pointBorderWidth: 1.25,
      pointBorderColor: style.colour,
      pointBackgroundColor: PAPER,
    },
    {
      data: points(curve.declared),
      borderColor: style.colour,
      borderWidth: 2,
      borderDash: [...style.dash],
      pointRadius: 0,
      clip: false,
    },
  ];
}

/** Rings that can be told apart; first and last are among them. */
const RINGS = 16;

function someOf(points: readonly RatePoint[]): readonly RatePoint[] {
  const count = Math.min(RINGS, points.length);
  const indices = Array.from({ length: count }, (_, index) =>
    Math.round((index * (points.length - 1)) / Math.max(1, count - 1)),
  );
  return [...new Set(indices)].map((index) => points[index]!);
}

function altOf(styled: readonly Styled[]): string {
  const told = styled.map(({ curve, name }) => {
    const peak = curve.declared.reduce((best, point) => (point.rate > best.rate ? point : best));
    const last = curve.declared.at(-1)!;
    return `${name}: highest ${written(peak.rate)} at step ${grouped(peak.step)} of ${grouped(curve.total)}, at the end ${written(last.rate)}`;
  });
  return `Learning rate by step. ${told.join('; ')}.`;
}

const written = (rate: number): string => (rate === 0 ? '0' : String(Number(rate.toPrecision(2))));
