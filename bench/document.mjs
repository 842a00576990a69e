/** The parts of docs/performance.md that are measured: one a machine, each between two marks that name it. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const DOCUMENT = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
/** Where the part of a machine that has none yet goes. */
const NEXT = '<!-- measured by make bench: next machine -->';
const mark = (machine, which) => `<!-- measured by make bench on ${machine}: ${which} -->`;

/** A document whose part of this machine is the text; the parts of others stay. Throws where it has lost its marks. */
export function withMeasured(document, machine, text) {
  const [begin, end] = [mark(machine, 'begin'), mark(machine, 'end')];
  const part = `${begin}\n\n${text}\n\n${end}`;
  if (document.includes(begin) && document.includes(end)) {
    const [before] = document.split(begin);
    const [, after] = document.split(end);
    return `${before}${part}${after}`;
  }
  if (!document.includes(NEXT)) throw new Error(`The document has lost its mark ${NEXT}.`);
  return document.replace(NEXT, () => `${part}\n\n${NEXT}`);
}

/** Replaces what was measured on this machine before, or adds it. */
export async function writeMeasured(machine, text) {
  await writeFile(DOCUMENT, withMeasured(await readFile(DOCUMENT, 'utf8'), machine, text));
}
