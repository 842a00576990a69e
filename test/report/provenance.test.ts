import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCharts } from '../../src/report/charts/index.js';
import { renderHtml } from '../../src/report/formats/html.js';
import { renderJson } from '../../src/report/formats/json.js';
import { renderPdf } from '../../src/report/formats/pdf.js';
import { escaped } from '../../src/report/markup.js';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { reproduceCommand } from '../../src/report/words/commands.js';
import { columnsOf, commandOfOrigin, lookupOf } from '../../src/report/words/origins.js';
import type { Fixture } from './store.js';
import { fixtureStore } from './store.js';

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
const DIFF = {
  sha256: 'd'.repeat(64),
  bytes: 41,
  content: Buffer.from('+<script>alert("changed")</script>\n'),
};

let fixture: Fixture;
let report: Report;
let page: string;
beforeAll(async () => {
  fixture = await fixtureStore({
    experiment: {
      sweep: { design: 'one-factor', factors: { 'model.heads': [8] } },
      seeds: [1, 2],
      evaluate: { tasks: ['sst-2', 'mnli'], maxExamples: 40, baselines: ['majority'] },
      report: { published: true },
    },
    overrides: ['evaluate.maxExamples=40'],
    // What seed 1 gave is older than the record; one pre-training was run on changed code.
    record: ({ label }) => {
      if (label.endsWith('seed 1')) return { provenance: null };
      return {};
    },
  });
  await fixture.store.saveDiff(DIFF);
  const changed = fixture.plan.stages.find(({ label }) => label === 'pretrain · heads=8 · seed 2')!;
  const record = (await fixture.store.stages([changed.key])).get(changed.key)!;
  const metrics = await fixture.store.metrics(changed.key);
  await fixture.store.saveStage(
    { ...record, provenance: { ...record.provenance!, diff: DIFF.sha256 } },
    { metrics, predictions: [], facts: {} },
  );
  report = await buildReport(fixture.store, fixture.name);
  page = renderHtml(report, drawCharts(report));
});
afterAll(() => fixture.close());

const all = (pattern: RegExp, text = page): string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);
/** What lies between the anchor of a panel and the next one. */
const panel = (id: string): string => {
  const from = page.indexOf(`id="${id}"`);
  return page.slice(from, page.indexOf('<article', from + 1));
};

describe('the origin of a number', () => {
  it('is one for each row and task, and the published row has none', () => {
    const { origins } = report.provenance;
    expect(origins.map(({ id, row, task }) => `${id} ${row} ${task}`)).toEqual([
      ...['1 reference sst-2', '2 reference mnli', '3 heads=8 sst-2', '4 heads=8 mnli'],
      ...['5 majority sst-2', '6 majority mnli'],
    ]);
    const known = new Set(origins.flatMap(({ cells }) => cells.map(({ row }) => row)));
    expect([...known].map((row) => report.table.rows[row]?.role)).not.toContain('published');
    expect(origins.flatMap(({ cells }) => cells)).toHaveLength(3 * 3);
  });

  it('has each run by seed with its score, its cost and its stages in order', () => {
    const [, mnli] = report.provenance.origins;
    expect(columnsOf(mnli!, lookupOf(report))).toEqual(['MNLI-m accuracy', 'MNLI-mm accuracy']);
    expect(mnli!.runs.map(({ id, seed }) => [id, seed])).toEqual([
      ['2.1', 1],
      ['2.2', 2],
    ]);
    const byKey = new Map(report.provenance.stages.map((stage) => [stage.key, stage]));
    for (const [index, run] of mnli!.runs.entries()) {
      const stages = run.stages.map((key) => byKey.get(key)!);
      expect(stages.map(({ kind }) => kind)).toEqual(['tokenize', 'pretrain', 'finetune', 'evaluate']);
      expect(run.scores).toEqual(
        [1, 2].map((column) => report.table.rows[0]?.cells[column]?.runs[index]?.value),
      );
      expect(run.seconds).toBeCloseTo(
        stages.reduce((sum, { seconds }) => sum + seconds!, 0),
        9,
      );
      expect(stages.at(-1)?.predictions).toBe(80);
    }
  });

  it('has the resolved options of each stage, which are what its key is the hash of', () => {
    const pretrain = report.provenance.stages.find(({ label }) => label.startsWith('pretrain · heads=8'))!;
    expect(pretrain.options).toContainEqual({ name: 'model.heads', value: 8 });
    expect(pretrain.options).toContainEqual({ name: 'pretrain.steps', value: 40 });
    expect(report.provenance.options[1]).toEqual({
      variant: 'heads=8',
      options: [{ name: 'model.heads', value: 8 }],
    });
  });

  it('has the one command that computes it again, with what the command line set', () => {
    const origin = report.provenance.origins[2]!;
    const command = reproduceCommand(report.command, origin);
    const keys = origin.runs.map(({ stages }) => stages.at(-1)!.slice(0, 12)).join(',');
    expect(command).toBe(`reprise run example --set evaluate.maxExamples=40 --only ${keys} --results again`);
  });

  it('says of results that are older than the record that it is not recorded, and never that there was nothing', () => {
    const { settings, stages } = report.provenance;
    const settingOf = (label: string) =>
      settings.find(({ id }) => id === stages.find((stage) => stage.label === label)?.setting);
    expect(settingOf('evaluate mnli · reference · seed 1')).toMatchObject({
      isRecorded: false,
      dirty: null,
      packageLockHash: null,
      cpu: null,
      numericsVersion: 'native-1',
    });
    expect(settingOf('evaluate mnli · reference · seed 2')).toMatchObject({
      isRecorded: true,
      dirty: false,
      diff: null,
      packageLockHash: 'c'.repeat(64),
      instructionSet: 'avx2',
    });
    expect(settingOf('pretrain · heads=8 · seed 2')).toMatchObject({ dirty: true, diff: DIFF.sha256 });
    const old = stages.find(({ label }) => label === 'evaluate mnli · reference · seed 1')!;
    expect(panel(`stage-${old.key}`)).toContain('<dd>not recorded</dd>');
    expect(panel(`stage-${old.key}`)).not.toContain('<dd>none</dd>');
  });
});

describe('in HTML', () => {
  it('every number of the main table leads to a panel that is there, and back', () => {
    const links = [...page.matchAll(/id="(cell-[^"]+)"\s*><a class="from" href="#(origin-\d+)"/g)];
    expect(links).toHaveLength(3 * 3);
    for (const [, cell = '', origin = ''] of links) {
      expect(all(new RegExp(`<article class="panel" id="(${origin})"`, 'g'))).toHaveLength(1);
      expect(panel(origin)).toContain(`href="#${cell}"`);
    }
  });

  it('a panel leads to each of its stages, with data, settings and command', () => {
    const origin = report.provenance.origins[3]!;
    const { runs } = origin;
    const command = commandOfOrigin(origin, lookupOf(report));
    const text = panel('origin-4');
    for (const key of runs.flatMap(({ stages }) => stages)) expect(text).toContain(`href="#stage-${key}"`);
    expect(text).toContain(escaped(command));
    expect(text).toContain('href="#setting-S');
    const evaluate = report.provenance.stages.find(({ key }) => key === runs[1]?.stage)!;
    expect(text).toContain(evaluate.dataHash);
    const own = panel(`stage-${evaluate.key}`);
    for (const value of [evaluate.key, evaluate.resultHash!, 'c'.repeat(64), 'native-1', 'avx2', 'v20.20.0'])
      expect(own).toContain(value);
  });

  it('uncommitted changes are shown as text', () => {
    expect(page).toContain(`href="#diff-${DIFF.sha256}"`);
    expect(page).toContain(escaped(DIFF.content.toString()));
    expect(page).not.toContain('<script');
  });
});

describe('in JSON', () => {
  interface Shape {
    readonly format: string;
    readonly table: Report['table'];
    readonly provenance: Report['provenance'];
  }

  it('every id resolves', () => {
    const { format, table, provenance } = JSON.parse(renderJson(report)) as Shape;
    expect(format).toBe('reprise report');
    const stages = new Map(provenance.stages.map((stage) => [stage.key, stage]));
    const settings = new Set(provenance.settings.map(({ id }) => id));
    const places = provenance.origins.flatMap(({ cells, runs }) => cells.map((cell) => ({ cell, runs })));
    expect(places).toHaveLength(9);
    for (const { cell, runs } of places)
      expect(table.rows[cell.row]?.cells[cell.column]?.runs.map(({ stage }) => stage)).toEqual(
        runs.map(({ stage }) => stage),
      );
    for (const { stages: keys } of provenance.origins.flatMap(({ runs }) => runs))
      for (const key of keys) expect(stages.has(key)).toBe(true);
    for (const { setting, inputs } of stages.values()) {
      expect(settings.has(setting!)).toBe(true);
      for (const key of inputs) expect(stages.has(key)).toBe(true);
    }
  });
});

describe('in PDF', () => {
  let folder: string;
  let bytes: Buffer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-provenance-'));
    bytes = await renderPdf(report, drawCharts(report));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('each footnote of the table leads to its place in the list', () => {
    const text = bytes.toString('latin1');
    const targets = [...text.matchAll(/\/D \((origin-\d+)\)/g)].map(([, name]) => name);
    // Each word of a number, and its footnote.
    expect(targets.length).toBeGreaterThanOrEqual(2 * 9);
    expect(new Set(targets)).toEqual(new Set(report.provenance.origins.map(({ id }) => `origin-${id}`)));
    for (const name of new Set(targets)) expect(text).toMatch(new RegExp(`\\(${name}\\) \\[\\d+ 0 R /XYZ`));
  });

  it.skipIf(!hasPoppler)('the list has every number with its runs and its command', async () => {
    const file = join(folder, 'report.pdf');
    await writeFile(file, bytes);
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
    for (const { id, runs } of report.provenance.origins)
      for (const run of runs) {
        expect(text).toContain(`Run ${id}.${run.seed}, seed ${run.seed}`);
        expect(text).toContain(run.stages.at(-1)!.slice(0, 10));
      }
    expect(text).toContain('4 heads=8 · MNLI: MNLI-m accuracy, MNLI-mm accuracy');
    expect(text).toContain(DIFF.sha256);
  });
});
