// Writes the report of a stored experiment: node write-report.mjs RESULTS FOLDER EXPERIMENT…; only the last one is kept.
import { openStore } from '../../dist/store/open.js';
import { writeReport } from '../../dist/report/write.js';

const [, , results, folder, ...experiments] = process.argv;
const store = await openStore(results);
let paths = [];
for (const experiment of experiments) paths = await writeReport(store, experiment, folder);
await store.close();
console.log(JSON.stringify(paths));
