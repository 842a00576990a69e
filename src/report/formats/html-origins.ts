/** Where each number comes from, as HTML: a panel for each number and each stage, which a link to it opens. */
import { html } from '../markup.js';
import type { Markup } from '../markup.js';
import type { Line, Report } from '../model.js';
import type { DiffText, Origin, OriginRun, Setting, StageOrigin } from '../model-provenance.js';
import { AGAIN, costText, HOW, lookupOf, runsText, scoresText } from '../origin-lines.js';
import { dataOfOrigin, settingLines, settingsOfOrigin, settingText } from '../origin-lines.js';
import { shortKey, stageLines } from '../origin-lines.js';
import type { Lookup } from '../origin-lines.js';
import { originTitle } from '../../results/origins.js';
import { cellAnchor, diffAnchor, originAnchor, settingAnchor, stageAnchor } from '../tables/anchors.js';
import { scoreCell } from '../tables/cells.js';

export function renderOrigins(report: Report): Markup {
  const { origins, stages, settings, options, diffs } = report.provenance;
  const lookup = lookupOf(report.provenance);
  const cells = cellsByOrigin(report);
  return html`<p>${HOW}</p>
    <h3 id="by-number">By number</h3>
    <p>${AGAIN}</p>
    ${origins.map((origin) => originPanel(origin, cells.get(origin.id) ?? [], lookup))}
    <h3 id="by-stage">Stages</h3>
    ${stages.map((stage) => stagePanel(stage, lookup))}
    <h3 id="settings">What stages were run with</h3>
    ${settings.map((setting) => settingPart(setting, lookup))}
    <h3 id="options">Resolved options</h3>
    ${options.map(
      ({ variant, options: lines }, index) =>
        html`<details>
          <summary>${variant}${index === 0 ? ': all options' : ': what differs'}</summary>
          ${list(lines.map(({ label, value }) => entry(label, value)))}
        </details> `,
    )}
    ${diffs.map(diffPart)}`;
}

interface CellPlace {
  readonly anchor: string;
  readonly text: string;
  readonly column: string;
}

function cellsByOrigin({ table: { rows, columns } }: Report): ReadonlyMap<number, readonly CellPlace[]> {
  const found = new Map<number, CellPlace[]>();
  rows.forEach(({ cells }, row) =>
    cells.forEach((cell, column) => {
      if (cell.origin === null) return;
      const { label, metric } = columns[column];
      const place = {
        anchor: cellAnchor(row, column),
        text: scoreCell(cell).text,
        column: `${label} ${metric}`,
      };
      found.set(cell.origin, [...(found.get(cell.origin) ?? []), place]);
    }),
  );
  return found;
}

/** Shut but for its heading until something links to it. */
const panel = (id: string, heading: Markup, body: Markup): Markup =>
  html`<article class="panel" id="${id}">
    <h4><a href="#${id}">${heading}</a></h4>
    <div class="body">${body}</div>
  </article> `;

function originPanel(origin: Origin, cells: readonly CellPlace[], lookup: Lookup): Markup {
  const { id, columns, runs, command } = origin;
  const seeds = runs.map(({ seed }) => seed).join(', ');
  return panel(
    originAnchor(id),
    html`${id}. ${originTitle(origin)}: ${cells.map(({ text }) => text).join(' and ')}`,
    html`<p>
        ${runsText(origin)} Back to
        ${cells.map(({ anchor, text, column }) => html`<a href="#${anchor}">${column} ${text}</a> `)}
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label="Runs of number ${id}">
        <ul class="runs">
          ${runs.map((run) => runItem(run, columns, lookup))}
        </ul>
      </div>
      ${list([
        entry('Seeds', seeds),
        ...dataOfOrigin(origin, lookup).map((hash) => entry('Data of the task, sha256', hash)),
        ...settingsOfOrigin(origin, lookup).map((setting) => ({
          label: 'Run with',
          value: html`<a href="#${settingAnchor(setting.id)}">${settingText(setting)}</a>`,
        })),
        entry('Predictions', `reprise show STAGE --predictions, of each run’s last stage`),
      ])}
      <p>To compute it again from nothing:</p>
      <pre><code>${command}</code></pre>`,
  );
}

const runItem = (run: OriginRun, columns: readonly string[], { stages }: Lookup): Markup =>
  html`<li>
    <b>Run ${run.id}</b>, seed ${run.seed}: ${columns.join(', ')} ${scoresText(run)}; ${costText(run)}.
    Stages: ${run.stages.map((key, index) => stageLink(stages.get(key), index > 0))}
  </li> `;

const stageLink = (stage: StageOrigin | undefined, isNext: boolean): Markup =>
  stage === undefined
    ? html``
    : html`${isNext ? ' → ' : ''}<a href="#${stageAnchor(stage.key)}">${stage.kind}</a>
        <code>${shortKey(stage.key)}</code>`;

function stagePanel(stage: StageOrigin, { stages, settings }: Lookup): Markup {
  const { key, label, inputs, options, setting, origins } = stage;
  const own = setting === null ? undefined : settings.get(setting);
  return panel(
    stageAnchor(key),
    html`${label} <code>${shortKey(key)}</code>`,
    html`${list([
        ...stageLines(stage).map(({ label: name, value }) => entry(name, value)),
        {
          label: 'Reads',
          value:
            inputs.length === 0
              ? html`the data alone`
              : html`${inputs.map((input, index) => stageLink(stages.get(input), index > 0))}`,
        },
        {
          label: 'Behind the numbers',
          value: links(
            origins.map((id) => String(id)),
            (id) => originAnchor(Number(id)),
          ),
        },
        ...(own === undefined ? [] : settingEntries(own)),
      ])}
      <h5>Resolved options</h5>
      ${list(options.map(({ label: name, value }) => entry(name, value)))}`,
  );
}

const settingPart = (setting: Setting, { stages }: Lookup): Markup => {
  const count = [...stages.values()].filter((stage) => stage.setting === setting.id).length;
  return html`<h4 id="${settingAnchor(setting.id)}">
      ${setting.id}: ${count} ${count === 1 ? 'stage' : 'stages'}
    </h4>
    ${list(settingEntries(setting))} `;
};

const settingEntries = (setting: Setting): readonly Entry[] =>
  settingLines(setting).map(({ label, value }) =>
    value === setting.diff
      ? { label, value: html`<a href="#${diffAnchor(value)}">${value}</a>` }
      : entry(label, value),
  );

/** Larger ones are for the command. */
const SHOWN_SIGNS = 20_000;

function diffPart({ sha256, bytes, text }: DiffText): Markup {
  const shown = text.slice(0, SHOWN_SIGNS);
  const isCut = shown.length < text.length;
  return html`<h3 id="${diffAnchor(sha256)}">Uncommitted changes</h3>
    <p>
      sha256 ${sha256}, ${bytes} bytes${isCut ? '; their beginning' : ''}.
      <code>reprise show STAGE --diff</code> prints them as a patch.
    </p>
    <pre><code>${shown}</code></pre> `;
}

interface Entry {
  readonly label: string;
  readonly value: Markup;
}

const entry = (label: Line['label'], value: string): Entry => ({ label, value: html`${value}` });

const list = (entries: readonly Entry[]): Markup =>
  html`<dl class="lines">
    ${entries.map(
      ({ label, value }) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;

const links = (names: readonly string[], anchorOf: (name: string) => string): Markup =>
  html`${names.map((name) => html`<a href="#${anchorOf(name)}">${name}</a> `)}`;
