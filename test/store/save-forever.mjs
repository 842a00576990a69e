/** Saves one stage after another until it is killed; the number of rows says whether a stage is whole. */
import { openStore } from '../../dist/store/open.js';

const [folder, from] = process.argv.slice(2);
const ROWS = 2000;
const store = await openStore(folder);
const metric = { name: 'loss', split: 'train', value: 0.1 };
const prediction = { split: 'dev', label: 0, predicted: 1, scores: [-0.1, -2.4] };
for (let at = 0; ; at++) {
  const record = {
    ...{ key: `${from}-${at}`, kind: 'evaluate', label: 'x', status: 'done', seconds: 1, error: null },
    ...{ startedAt: '2026-01-01T00:00:00.000Z', engine: 'cpu', threads: 1, commit: null, machine: 'here' },
    ...{ facts: {}, spec: { kind: 'evaluate' }, identity: null },
    estimate: { parameters: null, flops: 0, seconds: 0, bytes: 0 },
  };
  await store.saveStage(record, {
    metrics: Array.from({ length: ROWS }, (_, step) => ({ ...metric, step })),
    predictions: Array.from({ length: ROWS }, (_, id) => ({ ...prediction, id: String(id) })),
    facts: {},
  });
  if (at === 0) process.stdout.write('saving\n');
}
