/** Stages and options behind the numbers, as tables for paper: each stage once, each option once. */
import { formatSeconds } from '../../amounts.js';
import type { Provenance } from '../../results/provenance.js';
import type { StageOrigin } from '../../results/stage-origins.js';
import { optionLine } from '../words/origins.js';
import { settingAnchor, stageAnchor } from './anchors.js';
import { cellOr, textCell } from './cells.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

const left = (heading: string): TextColumn => ({ heading: [heading], align: 'left' });

const KEY_SIGNS = 10;

export function stageTable({ stages }: Provenance, mark: string | null): TextTable {
  return {
    title: 'Stages behind the numbers',
    columns: ['Stage', 'Key', 'Inputs', 'Setting', 'Threads', 'Started', 'Duration', 'Result hash'].map(left),
    groups: [stages.map(stageRow)],
    notes: [
      'A key is the hash of everything that the result depends on: reprise show KEY prints its options, data and numbers, ' +
        'and with --predictions each prediction. “Result hash” is the beginning of the sha256 of its metrics and ' +
        'predictions as recorded.',
    ],
    mark,
  };
}

function stageRow(stage: StageOrigin): TextRow {
  const { key, label, inputs, setting, threads, startedAt, seconds, resultHash } = stage;
  return [
    { ...textCell(label), link: { to: null, note: null, id: stageAnchor(key) } },
    textCell(key.slice(0, KEY_SIGNS)),
    textCell(inputs.map((input) => input.slice(0, KEY_SIGNS)).join('\n')),
    settingCell(setting),
    cellOr(threads, String),
    cellOr(startedAt, (time) => time.replace('T', ' ').slice(0, 'YYYY-MM-DD HH:MM:SS'.length)),
    cellOr(seconds, formatSeconds),
    cellOr(resultHash, (hash) => hash.slice(0, KEY_SIGNS), 'not recorded'),
  ];
}

const settingCell = (setting: string | null): TextCell =>
  setting === null
    ? cellOr(setting, String)
    : { ...textCell(setting), link: { to: settingAnchor(setting), note: null, id: null } };

export function optionTable({ options }: Provenance, mark: string | null): TextTable {
  return {
    title: 'Resolved options',
    columns: ['Variant', 'Option', 'Value'].map(left),
    groups: options.map(({ variant, options: lines }) =>
      lines.map(optionLine).map(({ label, value }) => [textCell(variant), textCell(label), textCell(value)]),
    ),
    notes: ['All options of the first variant; of each other variant those that differ from it.'],
    mark,
  };
}
