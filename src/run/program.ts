/** Where the program lies, and its version. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the program's package.json. */
export const PROGRAM_FOLDER = fileURLToPath(new URL('../../', import.meta.url));

/** In the program's package.json. */
export async function programVersion(): Promise<string> {
  const manifest = await readFile(join(PROGRAM_FOLDER, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
