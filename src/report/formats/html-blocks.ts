/** Each kind of block as HTML. */
import { COLOURS } from '../charts/palette.js';
import type { ColourName } from '../charts/palette.js';
import type { Chart } from '../charts/index.js';
import type { Block } from '../contents.js';
import type { InputToken, TaskInput } from '../words/inputs.js';
import type { Line } from '../words/line.js';
import { shownTokens } from '../words/tokens.js';
import { html, trusted } from '../markup.js';
import type { Markup } from '../markup.js';
import { renderOrigins } from './html-origins.js';
import { renderHtmlTable } from './html-table.js';

export function renderBlock(block: Block): Markup {
  switch (block.kind) {
    case 'text':
      return html`<p>${block.text}</p>`;
    case 'warning':
      return html`<p class="warning">${block.text}</p>`;
    case 'lines':
      return definitions(block.lines);
    case 'command':
      return html`<pre><code>${block.command}</code></pre>`;
    case 'table':
      return renderHtmlTable(block.table);
    case 'appendix':
      return html`<details>
        <summary>Show: ${block.table.title}</summary>
        ${renderHtmlTable(block.table)}
      </details>`;
    case 'chart':
      return figure(block.chart);
    case 'input':
      return taskInput(block.input);
    case 'origins':
      return renderOrigins(block.report);
  }
}

const definitions = (lines: readonly Line[]): Markup =>
  html`<dl class="lines">
    ${lines.map(
      ({ label, value }) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;

function figure(chart: Chart): Markup {
  if (chart.svg === null) return html`<p>No chart: ${chart.reason}</p>`;
  const { title, caption, svg } = chart;
  return html`<figure>
    <div class="scroll" tabindex="0" role="region" aria-label="Chart: ${title}">
      ${trusted(inScheme(svg))}
    </div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

const NAMES = new Map(
  (Object.keys(COLOURS) as ColourName[]).map((name) => [COLOURS[name].light as string, name]),
);

/** Colours become the page's variables, so that charts are dark on a dark page. */
const inScheme = (svg: string): string =>
  svg.replace(/(fill|stroke):(#[0-9a-f]{6})/g, (all, property: string, colour: string) => {
    const name = NAMES.get(colour);
    return name === undefined ? all : `${property}:var(--${name})`;
  });

function taskInput({ title, format, how, split, id, label, fields, sequences }: TaskInput): Markup {
  const form = format === 'prompt' ? 'as a prompt' : 'with delimiters';
  const facts = [
    { label: 'Transformation', value: how },
    ...fields,
    { label: 'Label', value: label },
    { label: 'Example', value: `${id} of ${split}` },
  ];
  return html`<h3>${title}, ${form}</h3>
    ${definitions(facts)}
    ${sequences.map((tokens, index) => sequence(tokens, { index, count: sequences.length }))}`;
}

function sequence(tokens: readonly InputToken[], { index, count }: { index: number; count: number }): Markup {
  const name = count === 1 ? 'Tokens' : `Tokens of sequence ${index + 1} of ${count}`;
  return html`<ol class="tokens" aria-label="${name}">
    ${shownTokens(tokens).map(({ text, kind }) => html`<li class="${kind}">${text}</li>`)}
  </ol> `;
}
