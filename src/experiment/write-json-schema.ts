/** `node dist/experiment/write-json-schema.js` writes experiments/experiment.schema.json anew. */
import { writeFile } from 'node:fs/promises';
import { experimentJsonSchemaText } from './json-schema.js';

const SCHEMA_FILE = new URL('../../experiments/experiment.schema.json', import.meta.url);

await writeFile(SCHEMA_FILE, experimentJsonSchemaText());
