/** Makes the miniature in one folder: started several times at once by the test. */
import { ensureMiniature } from '../../dist/datasets/miniature/index.js';

await ensureMiniature(process.argv[2]);
