/** Out of memory, however a worker says it: an exception of JavaScript or of a kernel, V8's last words, a signal. */
const SIGNS = /allocation failed|bad_alloc|out of memory|ENOMEM|Cannot allocate memory/i;

/** How a system ends a process when memory runs out, among other reasons. */
const SIGNALS = /SIGKILL|SIGABRT|SIGTRAP|SIGILL/;

const ADVICE = 'Run with fewer workers (--set engine.workers=1), a smaller batch or a smaller model.';

/** A sentence where an error's text speaks of memory; else null. */
export function memoryAdvice(text: string): string | null {
  return SIGNS.test(text) ? `Memory ran out. ${ADVICE}` : null;
}

/** A sentence where a process may have ended for want of memory, by how it ended and what it wrote; else null. */
export function endOfMemory(how: string, lastWords: string): string | null {
  const said = memoryAdvice(lastWords);
  if (said !== null || !SIGNALS.test(how)) return said;
  return `That is how a system acts when memory runs out. ${ADVICE}`;
}
