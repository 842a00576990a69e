/** The part of docs/performance.md that is measured, between two marks. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const DOCUMENT = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const [BEGIN, END] = ['<!-- measured by make bench: begin -->', '<!-- measured by make bench: end -->'];

/** Replaces what was measured before. */
export async function writeMeasured(text) {
  const document = await readFile(DOCUMENT, 'utf8');
  const [before] = document.split(BEGIN);
  const [, after] = document.split(END);
  if (after === undefined) throw new Error(`${DOCUMENT} has lost its marks ${BEGIN} and ${END}.`);
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}
