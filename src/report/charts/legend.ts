/** A legend above the panels: samples with their names, in rows that fit the width. */
import type { CanvasRenderingContext2D } from 'canvas';
import type { LegendItem } from './chart.js';
import { faint, INK, PAPER } from './palette.js';
import type { Marker } from './palette.js';
import { fontOf, widthOf, wrapped } from './text.js';

const FONT = { size: 11 };
const SAMPLE = 30;
const GAP = 18;
const ROW = 18;

interface Placed extends LegendItem {
  readonly x: number;
  readonly row: number;
}

export const legendHeight = (items: readonly LegendItem[], width: number): number =>
  items.length === 0 ? 0 : (Math.max(...placed(items, width).map(({ row }) => row)) + 1) * ROW + 2;

export function drawLegend(
  ctx: CanvasRenderingContext2D,
  items: readonly LegendItem[],
  at: { x: number; y: number; width: number },
): void {
  for (const item of placed(items, at.width)) {
    const x = at.x + item.x;
    const y = at.y + (item.row + 0.5) * ROW;
    drawSample(ctx, item, { x, y });
    ctx.font = fontOf(FONT);
    ctx.textBaseline = 'middle';
    ctx.fillStyle = INK;
    ctx.fillText(item.label, x + SAMPLE + 6, y);
  }
}

/** In columns of one width, so that names stand below names. */
function placed(items: readonly LegendItem[], width: number): readonly Placed[] {
  const fitting = items.map((item) => ({ ...item, label: shortened(item.label, width - SAMPLE - 6) }));
  const widest = Math.max(...fitting.map(({ label }) => widthOf(label, FONT))) + SAMPLE + 6 + GAP;
  const columns = Math.max(1, Math.min(items.length, Math.floor((width + GAP) / widest)));
  return fitting.map((item, index) => ({
    ...item,
    x: (index % columns) * widest,
    row: Math.floor(index / columns),
  }));
}

function shortened(label: string, width: number): string {
  const [first = '', ...rest] = wrapped(label, width, FONT);
  return rest.length === 0 ? first : `${first.slice(0, -1)}…`;
}

type Point = { readonly x: number; readonly y: number };

function drawSample(ctx: CanvasRenderingContext2D, item: LegendItem, { x, y }: Point): void {
  const { colour, dash, marker, sample } = item;
  ctx.strokeStyle = colour;
  ctx.fillStyle = sample === 'hollow' ? PAPER : colour;
  ctx.lineWidth = 2;
  if (sample === 'band') {
    ctx.fillStyle = faint(colour);
    ctx.fillRect(x, y - 5, SAMPLE, 10);
  } else if (sample === 'line') {
    ctx.setLineDash([...dash]);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + SAMPLE, y);
    ctx.stroke();
    ctx.setLineDash([]);
  } else drawMarker(ctx, marker, { x: x + SAMPLE / 2, y });
}

/** Corners about the origin, as Chart.js draws its point styles. */
const CORNERS: Readonly<Record<Exclude<Marker, 'circle'>, readonly (readonly [number, number])[]>> = {
  rect: [
    [-4, -4],
    [4, -4],
    [4, 4],
    [-4, 4],
  ],
  rectRot: [
    [0, -5],
    [5, 0],
    [0, 5],
    [-5, 0],
  ],
  triangle: [
    [0, -5],
    [4.5, 3.5],
    [-4.5, 3.5],
  ],
};

function drawMarker(ctx: CanvasRenderingContext2D, marker: Marker, { x, y }: Point): void {
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  if (marker === 'circle') ctx.arc(x, y, 4, 0, 2 * Math.PI);
  else CORNERS[marker].forEach(([dx, dy]) => ctx.lineTo(x + dx, y + dy));
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
}
