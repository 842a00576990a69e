/** Stores of earlier versions may hold any text: no format hands on what steers a terminal, and none takes hours for a long one. */
import { describe, expect, it } from 'vitest';
import { renderTerminalTable } from '../../src/cli/terminal/scores.js';
import { drawCharts } from '../../src/report/charts/index.js';
import { widthOf, wrapped } from '../../src/report/charts/text.js';
import { pdfDefinition } from '../../src/report/formats/pdf.js';
import { buildReport } from '../../src/report/report.js';
import { renderFiles } from '../../src/report/write.js';
import { ENVIRONMENT, fixtureStore } from './store.js';

const hostile = (where: string): string => `${where}\u001b[31m\u0000\u007f\u009b2J\u202e\u2066\ud800\r!`;

const HOSTILE = fixtureStore({
  experiment: {
    description: hostile('description'),
    sweep: { design: 'list', variants: { [hostile('variant')]: { 'model.layers': 5 } } },
    evaluate: { tasks: ['sst-2'], maxExamples: 20 },
    report: { title: hostile('title') },
    hypotheses: {
      [hostile('name')]: {
        hypothesis: hostile('hypothesis'),
        expect: 'better',
        level: hostile('variant'),
        reference: 'reference',
      },
    },
  },
  overrides: [`description=${hostile('override')}`],
  state: ({ label }) => (label.startsWith('majority') ? { error: hostile('error') } : 'done'),
  record: () => ({ machine: hostile('machine'), commit: hostile('commit') }),
  environment: {
    ...ENVIRONMENT,
    cpu: hostile('cpu'),
    packages: { [hostile('package')]: hostile('version') },
  },
});

/** All but tabs and line ends; the test says itself what it looks for. */
const STEERING = /(?![\t\n])[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('text that would steer a terminal', () => {
  it('is written as codes in every format, and in the table on the terminal', async () => {
    const fixture = await HOSTILE;
    const { store, name } = fixture;
    try {
      const files = await renderFiles(await buildReport(store, name), (file) => file !== 'report.pdf');
      expect(files.length).toBeGreaterThan(10);
      for (const { name: file, content } of files) {
        expect(String(content).match(STEERING)?.index, file).toBeUndefined();
      }
      const page = String(files[0]?.content);
      for (const where of [
        'title',
        'description',
        'variant',
        'hypothesis',
        'error',
        'machine',
        'cpu',
        'version',
      ])
        expect(page).toContain(`${where}\\u001b[31m\\u0000`);
      expect(await renderTerminalTable(store, name)).not.toMatch(STEERING);
    } finally {
      await fixture.close();
    }
  });

  it('is in no text of the PDF', async () => {
    const fixture = await fixtureStore({ experiment: { report: { title: hostile('title') }, sweep: {} } });
    try {
      const report = await buildReport(fixture.store, fixture.name);
      // JSON writes such a sign itself as a code; one that is a code already has its backslash doubled.
      const text = JSON.stringify(pdfDefinition(report, drawCharts(report)));
      expect(text).toContain('title\\\\u001b[31m');
      expect(/(?<!\\)\\u[0d]/.exec(text)?.index).toBeUndefined();
      expect(STEERING.exec(text)?.index).toBeUndefined();
    } finally {
      await fixture.close();
    }
  });
});

describe('a long text', () => {
  it('of one word is cut into lines that fit, however long it is', () => {
    const font = { size: 18, bold: true };
    const lines = wrapped('W'.repeat(50_000), 515, font);
    expect(lines.join('')).toBe('W'.repeat(50_000));
    for (const line of lines) expect(widthOf(line, font)).toBeLessThanOrEqual(515);
    expect(widthOf(`${lines[0]}W`, font)).toBeGreaterThan(515);
  });

  it('as title, description and name of a variant is in every format', async () => {
    const long = 'a'.repeat(5000);
    const fixture = await fixtureStore({
      experiment: {
        description: long,
        sweep: { design: 'list', variants: { [long.slice(0, 600)]: { 'model.layers': 5 } } },
        evaluate: { tasks: ['sst-2'], maxExamples: 20 },
      },
    });
    try {
      const report = { ...(await buildReport(fixture.store, fixture.name)), title: long };
      for (const { content } of await renderFiles(report)) expect(content.length).toBeGreaterThan(0);
      const [height = ''] = /(?<= height=")\d+/.exec(drawCharts(report).scores.svg ?? '') ?? [];
      expect(Number(height)).toBeLessThan(600);
    } finally {
      await fixture.close();
    }
  });
});
