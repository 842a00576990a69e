/** Writes experiments/experiment.schema.json anew; `npm run build` ends with it. */
import { writeFile } from 'node:fs/promises';
import { experimentJsonSchemaText } from './json-schema.js';

const SCHEMA_FILE = new URL('../../experiments/experiment.schema.json', import.meta.url);

await writeFile(SCHEMA_FILE, experimentJsonSchemaText());
