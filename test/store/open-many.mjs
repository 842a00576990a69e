/** Opens one store and saves one stage: started several times at once by the test. */
import { openStore } from '../../dist/store/open.js';

const [folder, key] = process.argv.slice(2);
const store = await openStore(folder);
await store.saveStage(
  {
    ...{
      key,
      kind: 'tokenize',
      label: key,
      status: 'done',
      startedAt: '2026-01-01T00:00:00.000Z',
      seconds: 1,
    },
    ...{ error: null, engine: 'cpu', threads: 1, commit: null, machine: 'here', facts: {} },
    ...{ spec: { kind: 'tokenize' }, estimate: { parameters: null, flops: 0, seconds: 0, bytes: 0 } },
  },
  { metrics: [], predictions: [], facts: {} },
);
await store.close();
