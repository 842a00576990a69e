/** Opens one store to read and then to write; prints the stages it read and why it may not write. */
import { openStore } from '../../dist/store/open.js';

const [folder] = process.argv.slice(2);
const store = await openStore(folder, 'read');
const experiments = await store.experiments();
const keys = (await store.allStages()).map(({ key }) => key);
await store.close();
const refusal = await openStore(folder, 'write').then(
  () => null,
  (error) => error.message,
);
console.log(JSON.stringify({ experiments: experiments.map(({ name }) => name), keys, refusal }));
