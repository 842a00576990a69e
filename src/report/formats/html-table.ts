/** A text table as HTML: caption, mark, headings with scope, a body for each group, notes. It scrolls by itself. */
import type { TextCell, TextColumn, TextRow, TextTable } from '../tables/table.js';
import { html } from '../markup.js';
import type { Markup } from '../markup.js';

export function renderHtmlTable({ title, columns, groups, groupNames, notes, mark }: TextTable): Markup {
  const head = columns.map(
    ({ heading, align }) => html`<th scope="col" class="${align}">${broken(heading)}</th>`,
  );
  const bodies = groups.map(
    (rows, index) =>
      html`<tbody>
        ${groupHeading(groupNames?.[index], columns.length)}${rows.map((row) => renderRow(row, columns))}
      </tbody> `,
  );
  return html`<div class="tabled">
    <div class="scroll" tabindex="0" role="region" aria-label="Table: ${title}">
      <table>
        <caption>
          ${title}
        </caption>
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        ${bodies}
      </table>
    </div>
    ${mark === null ? '' : html`<p class="mark">${mark}</p>`}
    ${
      notes.length === 0
        ? ''
        : html`<ul class="notes">
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
    }
  </div>`;
}

const broken = (lines: readonly string[]): readonly Markup[] =>
  lines.map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`));

const groupHeading = (name: string | undefined, span: number): Markup =>
  name === undefined
    ? html``
    : html`<tr class="group">
        <th scope="rowgroup" colspan="${span}">${name}</th>
      </tr> `;

const renderRow = (row: TextRow, columns: readonly TextColumn[]): Markup =>
  html`<tr>
    ${row.map((cell, index) =>
      index === 0
        ? html`<th scope="row" class="${classOf(cell, columns[0]!)}">${content(cell)}</th>`
        : html`<td class="${classOf(cell, columns[index]!)}" ${idOf(cell)}>${linked(cell)}</td>`,
    )}
  </tr> `;

/** Signs from which a text may take two lines where the table is wide, and from which it needs a wide column. */
const MEDIUM = 18;
const LONG = 31;

function classOf({ text }: TextCell, { align }: TextColumn): string {
  if (align === 'right') return 'right';
  return text.length >= LONG ? 'long' : text.length >= MEDIUM ? 'medium' : 'short';
}

const idOf = ({ link }: TextCell): Markup =>
  link === undefined || link.id === null ? html`` : html`id="${link.id}"`;

const linked = (cell: TextCell): Markup =>
  cell.link === undefined || cell.link.to === null
    ? content(cell)
    : html`<a class="from" href="#${cell.link.to}">${content(cell)}</a>`;

function content({ text, strong, absent }: TextCell): Markup {
  if (absent !== null) return html`<span class="absent" title="${absent}">${text}</span>`;
  return strong ? html`<strong>${text}</strong>` : html`${text}`;
}
