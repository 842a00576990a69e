/** Where each number comes from, as PDF: the numbered list that the footnotes of the main table lead to. */
import type { Content } from 'pdfmake/interfaces.js';
import { COLOURS, MUTED } from '../charts/palette.js';
import type { Origin, OriginRun } from '../../results/origins.js';
import type { DiffText } from '../../results/provenance.js';
import type { Setting } from '../../results/settings.js';
import type { Report } from '../report.js';
import { AGAIN, columnsOf, commandOfOrigin, costText, HOW, lookupOf } from '../words/origins.js';
import { dataOfOrigin, originTitle, scoresText, settingLines } from '../words/origins.js';
import { settingsOfOrigin, settingText, shortKey } from '../words/origins.js';
import type { Lookup } from '../words/origins.js';
import { originAnchor, settingAnchor, stageAnchor } from '../tables/anchors.js';
import { optionTable, stageTable } from '../tables/origins.js';
import { forcedFit, fitOf, renderPdfTable } from './pdf-table.js';
import { fitted, paragraph } from './pdf-text.js';
import type { TextTable } from '../tables/table.js';

const LINK = COLOURS.blue.light;
const SIZE = 7;

export function renderPdfOrigins(report: Report, width: number): Content {
  const { provenance, mark } = report;
  const { origins, settings, diffs } = provenance;
  const lookup = lookupOf(report);
  const tableOf = (table: TextTable): Content =>
    renderPdfTable(table, fitOf(table, width) ?? forcedFit(table, width), width);
  return {
    stack: [
      paragraph(`${HOW} ${AGAIN}`, { width }),
      ...origins.map((origin) => originPart(origin, lookup, width)),
      heading('Settings of the stages'),
      ...settings.map((setting) => settingPart(setting, width)),
      ...diffs.map((diff) => paragraph(diffText(diff), { width, size: SIZE })),
      tableOf(stageTable(provenance, mark)),
      tableOf(optionTable(provenance, mark)),
    ],
  };
}

const heading = (text: string): Content => ({
  text,
  bold: true,
  fontSize: 10,
  margin: [0, 8, 0, 3],
  headlineLevel: 2,
});

/** On one page; its number is what a footnote leads to. */
function originPart(origin: Origin, lookup: Lookup, width: number): Content {
  const { id, runs } = origin;
  const settings = settingsOfOrigin(origin, lookup);
  const title = `${id}  ${originTitle(origin)}: ${columnsOf(origin, lookup).join(', ')}`;
  return {
    stack: [
      { text: fitted(title, { width, size: 8, bold: true }), id: originAnchor(id), bold: true, fontSize: 8 },
      ...runs.map((run) => runLine(run, lookup)),
      {
        text: [
          `Data ${dataOfOrigin(origin, lookup)
            .map((hash) => hash.slice(0, 16))
            .join(', ')}; settings `,
          ...settings.map((setting) => linked(`${settingText(setting)}  `, settingAnchor(setting.id))),
        ],
        fontSize: SIZE,
        margin: [INDENT, 0, 0, 0],
      },
      {
        text: fitted(commandOfOrigin(origin, lookup), { width: (width - INDENT) / MONO_WIDTH, size: SIZE }),
        font: 'Mono',
        fontSize: SIZE,
        color: MUTED,
        margin: [INDENT, 0, 0, 5],
      },
    ],
    unbreakable: true,
  };
}

const INDENT = 14;
/** Lines are fitted by the widths of the text's font; those of code are wider by less than this. */
const MONO_WIDTH = 1.25;

const linked = (text: string, to: string) => ({ text, linkToDestination: to, color: LINK });

const runLine = (run: OriginRun, { stages }: Lookup): Content => ({
  text: [
    `Run ${run.id}, seed ${run.seed}: ${scoresText(run)}; ${costText(run)}; `,
    ...run.stages.flatMap((key, index) => {
      const kind = stages.get(key)?.kind ?? '';
      return [index === 0 ? '' : ' → ', `${kind} `, linked(shortKey(key), stageAnchor(key))];
    }),
  ],
  fontSize: SIZE,
  margin: [INDENT, 0, 0, 0],
});

const settingPart = (setting: Setting, width: number): Content => ({
  stack: [
    { text: setting.id, id: settingAnchor(setting.id), bold: true, fontSize: 8 },
    paragraph(
      settingLines(setting)
        .map(({ label, value }) => `${label}: ${value}`)
        .join('; '),
      { width, size: SIZE },
    ),
  ],
  unbreakable: true,
});

const diffText = ({ sha256, bytes }: DiffText): string =>
  `Uncommitted changes ${sha256}: ${bytes} bytes; reprise show STAGE --diff prints them as a patch.`;
