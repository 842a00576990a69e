/** Figure → SVG text, on node-canvas's SVG surfaces. The same figure gives the same bytes, whatever was drawn before. */
import type { Canvas, CanvasRenderingContext2D } from 'canvas';
import { Chart, registerables } from 'chart.js';
import type { ChartItem, Plugin } from 'chart.js';
import { escaped } from '../markup.js';
import { canvasLibrary } from './canvas.js';
import type { Figure, Panel } from './chart.js';
import { WIDTH } from './chart.js';
import { drawLegend, legendHeight } from './legend.js';
import { INK, WARNING } from './palette.js';
import { tidied } from './tidy.js';
import { fontOf, LINE, SIZE, wrapped } from './text.js';

Chart.register(...registerables);

const TITLE = { size: SIZE + 2, bold: true };
const MARK = { size: SIZE - 1.5, bold: true };
const MARGIN = 8;

/** `name` starts every id in it, so that several can stand on one page. */
export function renderFigure(figure: Figure, name: string, mark: string | null): string {
  const head = headOf(figure);
  const panels = figure.panels.map((panel) => ({
    ...panel,
    y: panel.y + head.height,
    body: drawPanel(panel),
  }));
  const bottom = Math.max(...panels.map(({ y, height }) => y + height));
  const foot = footOf(mark, bottom);
  const height = Math.ceil(bottom + foot.height);
  const { glyphs, bodies } = tidied(
    [head, ...panels, foot].map(({ body }) => body),
    name,
  );
  const groups = [head, ...panels, foot].map(
    ({ x, y }, index) => `<g transform="translate(${x} ${y})">\n${bodies[index]}</g>\n`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH}" ` +
    `height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" ` +
    `aria-label="${escaped([`${figure.title}.`, figure.alt, ...(mark === null ? [] : [mark])].join(' '))}">\n<defs>\n${glyphs}</defs>\n${groups.join('')}</svg>\n`
  );
}

interface Part {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly body: string;
}

function drawPanel({ width, height, config }: Panel): string {
  const canvas = canvasLibrary().createCanvas(width, height, 'svg');
  const chart = new Chart(canvas as unknown as ChartItem, {
    ...config,
    plugins: [textAsGlyphs, ...(config.plugins ?? [])],
  });
  const body = bodyOf(canvas);
  chart.destroy();
  return body;
}

/** Glyphs are defined once and used by reference: a fifth of the size. Chart.js resets what was set before. */
const textAsGlyphs: Plugin = {
  id: 'text-as-glyphs',
  beforeDraw: ({ ctx }) => setGlyphs(ctx as unknown as CanvasRenderingContext2D),
};

const setGlyphs = (ctx: CanvasRenderingContext2D): void => {
  ctx.textDrawingMode = 'glyph';
};

function headOf({ title, legend }: Figure): Part {
  const lines = wrapped(title, WIDTH - 2 * MARGIN, TITLE);
  const top = MARGIN + lines.length * (LINE + 3);
  const height = top + legendHeight(legend, WIDTH - 2 * MARGIN);
  const body = drawn(height, (ctx) => {
    ctx.fillStyle = INK;
    drawLines(ctx, lines, { font: TITLE, x: MARGIN, y: MARGIN, step: LINE + 3 });
    drawLegend(ctx, legend, { x: MARGIN, y: top, width: WIDTH - 2 * MARGIN });
  });
  return { x: 0, y: 0, height, body };
}

/** The data mark, behind an upright bar. */
function footOf(mark: string | null, y: number): Part {
  const lines = mark === null ? [] : wrapped(mark, WIDTH - 4 * MARGIN, MARK);
  const height = lines.length * LINE + MARGIN;
  const body = drawn(height, (ctx) => {
    ctx.fillStyle = WARNING;
    if (lines.length > 0) ctx.fillRect(MARGIN, 1, 3, lines.length * LINE);
    drawLines(ctx, lines, { font: MARK, x: 2.25 * MARGIN, y: 1, step: LINE });
  });
  return { x: 0, y, height, body };
}

function drawn(height: number, draw: (ctx: CanvasRenderingContext2D) => void): string {
  const canvas = canvasLibrary().createCanvas(WIDTH, Math.ceil(height), 'svg');
  const ctx = canvas.getContext('2d');
  setGlyphs(ctx);
  draw(ctx);
  return bodyOf(canvas);
}

function drawLines(
  ctx: CanvasRenderingContext2D,
  lines: readonly string[],
  { font, x, y, step }: { font: typeof TITLE; x: number; y: number; step: number },
): void {
  ctx.font = fontOf(font);
  ctx.textBaseline = 'middle';
  lines.forEach((line, index) => ctx.fillText(line, x, y + (index + 0.5) * step));
}

/** What lies within the outermost element. */
function bodyOf(canvas: Canvas): string {
  const text = canvas.toBuffer().toString('utf8');
  return text.slice(text.indexOf('>', text.indexOf('<svg')) + 2, text.lastIndexOf('</svg>'));
}
