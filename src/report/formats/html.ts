/** Report → one HTML file that asks for nothing else: style, drawings and all are inside. */
import type { Charts } from '../charts/index.js';
import { contentsOf } from '../contents.js';
import type { Section } from '../contents.js';
import type { Report } from '../report.js';
import { renderBlock } from './html-blocks.js';
import { STYLE } from './html-style.js';
import { html, trusted } from '../markup.js';
import type { Markup } from '../markup.js';

/** Nothing may be fetched or run, whatever a name holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export function renderHtml(report: Report, charts: Charts): string {
  const { name, title, description, mark } = report;
  const sections = contentsOf(report, charts);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${mark === null ? '' : html`<p class="mark large" role="note">${mark}</p>`}
          ${description === '' ? '' : html`<p>${description}</p>`}
        </header>
        ${contentsList(sections)}
        <main>${sections.map(renderSection)}</main>
        <footer>
          Experiment “${name}”. Written by Reprise from stored results; the same results give the same bytes.
        </footer>
      </body>
    </html> `.markup;
}

const contentsList = (sections: readonly Section[]): Markup =>
  html`<nav aria-label="Contents">
    <h2>Contents</h2>
    <ol>
      ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li> `)}
    </ol>
  </nav>`;

const renderSection = ({ id, title, blocks }: Section): Markup =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${blocks.map((block) => html`${renderBlock(block)} `)}
  </section> `;
