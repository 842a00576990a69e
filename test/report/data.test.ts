/** What a report says of the data that it rests on, by what the runs recorded of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildReport } from '../../src/report/report.js';
import { renderCsv } from '../../src/report/formats/csv.js';
import { renderLatex } from '../../src/report/formats/latex.js';
import { renderMarkdown } from '../../src/report/formats/markdown.js';
import { dataTable } from '../../src/report/tables/records.js';
import { scoreTable } from '../../src/report/tables/scores.js';
import { fixtureStore } from './store.js';
import type { Fixture } from './store.js';

const WARNING = 'train holds one class only: “negative”, all 300 examples.';
const FINDING = 'train has 300 rows, and 67349 are pinned.';

let fixture: Fixture;
beforeAll(async () => {
  const evaluate = { source: 'real' as const, tasks: ['sst-2' as const, 'qqp' as const], maxExamples: 100 };
  fixture = await fixtureStore({ experiment: { evaluate, sweep: {}, seeds: [1] } });
});
afterAll(() => fixture.close());

it('says nothing of data that no run recorded, as in stores of earlier versions', async () => {
  const report = await buildReport(fixture.store, fixture.name);
  expect(report.dataHashes.map(({ facts }) => facts)).toEqual([null, null, null]);
  expect(report.mark).not.toContain('Unverified');
  expect(dataTable(report).groups[0]!.map(([, status]) => status!.text)).toEqual(['–', '–', '–']);
});

it('marks every table where data is unverified, with the reasons and the warnings beside the scores', async () => {
  const { store, name } = fixture;
  const before = await buildReport(store, name);
  const hashOf = (task: string) => before.dataHashes.find((data) => data.task === task)!.sha256;
  await store.saveDataFacts(hashOf('sst-2'), {
    status: 'unverified',
    findings: [FINDING],
    warnings: [WARNING],
  });
  await store.saveDataFacts(hashOf('qqp'), { status: 'complete', findings: ['As pinned.'], warnings: [] });
  const report = await buildReport(store, name);
  expect(report.mark).toContain('Unverified data: SST-2 (real).');
  expect(scoreTable(report).notes).toEqual(
    expect.arrayContaining([`Data, SST-2 (real): unverified. ${FINDING}`, `Data, SST-2 (real): ${WARNING}`]),
  );
  const table = dataTable(report);
  expect(table.groups[0]!.map(([, status]) => status!.text)).toEqual([
    '–',
    'unverified',
    'complete, as pinned',
  ]);
  for (const text of [renderMarkdown(report), renderCsv(report), renderLatex(report)])
    expect(text).toContain('Unverified data: SST-2');
});
