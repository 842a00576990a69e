/** Where each number comes from, as HTML: a panel for each number and each stage, which a link to it opens. */
import { html } from '../markup.js';
import type { Markup } from '../markup.js';
import type { Origin, OriginRun } from '../../results/origins.js';
import type { DiffText } from '../../results/provenance.js';
import type { Setting } from '../../results/settings.js';
import type { StageOrigin } from '../../results/stage-origins.js';
import type { Report } from '../report.js';
import { columnName } from '../words/columns.js';
import { AGAIN, columnsOf, commandOfOrigin, costText, HOW, lookupOf } from '../words/origins.js';
import { dataOfOrigin, optionLine, originTitle, runsText, scoresText } from '../words/origins.js';
import { settingLines, settingsOfOrigin, settingText, shortKey, stageLines } from '../words/origins.js';
import type { Lookup } from '../words/origins.js';
import { cellAnchor, diffAnchor, originAnchor, settingAnchor, stageAnchor } from '../tables/anchors.js';
import { scoreCell } from '../tables/cells.js';

export function renderOrigins(report: Report): Markup {
  const { origins, stages, settings, options, diffs } = report.provenance;
  const lookup = lookupOf(report);
  return html`<p>${HOW}</p>
    <h3 id="by-number">Numbers</h3>
    <p>${AGAIN}</p>
    ${origins.map((origin) => originPanel(origin, placesOf(origin, report), lookup))}
    <h3 id="by-stage">Stages</h3>
    ${stages.map((stage) => stagePanel(stage, lookup))}
    <h3 id="settings">Settings of the stages</h3>
    ${settings.map((setting) => settingPart(setting, lookup))}
    <h3 id="options">Resolved options</h3>
    ${options.map(
      ({ variant, options: lines }, index) =>
        html`<details>
          <summary>${variant}${index === 0 ? ': all options' : ': differences'}</summary>
          ${list(lines.map(optionLine).map(({ label, value }) => entry(label, value)))}
        </details> `,
    )}
    ${diffs.map(diffPart)}`;
}

interface CellPlace {
  readonly anchor: string;
  readonly text: string;
  readonly column: string;
}

const placesOf = ({ cells }: Origin, { table: { rows, columns } }: Report): readonly CellPlace[] =>
  cells.map(({ row, column }) => ({
    anchor: cellAnchor(row, column),
    text: scoreCell(rows[row]!.cells[column]!).text,
    column: columnName(columns[column]!),
  }));

/** Shut but for its heading until something links to it. */
const panel = (id: string, heading: Markup, body: Markup): Markup =>
  html`<article class="panel" id="${id}">
    <h4><a href="#${id}">${heading}</a></h4>
    <div class="body">${body}</div>
  </article> `;

function originPanel(origin: Origin, cells: readonly CellPlace[], lookup: Lookup): Markup {
  const { id, runs } = origin;
  const columns = columnsOf(origin, lookup);
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
          label: 'Setting',
          value: html`<a href="#${settingAnchor(setting.id)}">${settingText(setting)}</a>`,
        })),
        entry('Predictions', 'reprise show STAGE --predictions, for the last stage of each run'),
      ])}
      <p>To recompute it from scratch:</p>
      <pre><code>${commandOfOrigin(origin, lookup)}</code></pre>`,
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
          label: 'Inputs',
          value:
            inputs.length === 0
              ? html`data only`
              : html`${inputs.map((input, index) => stageLink(stages.get(input), index > 0))}`,
        },
        {
          label: 'Used by numbers',
          value: links(
            origins.map((id) => String(id)),
            (id) => originAnchor(Number(id)),
          ),
        },
        ...(own === undefined ? [] : settingEntries(own)),
      ])}
      <h5>Resolved options</h5>
      ${list(options.map(optionLine).map(({ label: name, value }) => entry(name, value)))}`,
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
      sha256 ${sha256}, ${bytes} bytes${isCut ? '; beginning' : ''}.
      <code>reprise show STAGE --diff</code> prints them as a patch.
    </p>
    <pre><code>${shown}</code></pre> `;
}

interface Entry {
  readonly label: string;
  readonly value: Markup;
}

const entry = (label: string, value: string): Entry => ({ label, value: html`${value}` });

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
