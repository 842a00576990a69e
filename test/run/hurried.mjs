/**
 * Preloaded into the program: what it would wait half a minute or more for comes a hundred times sooner, but for the
 * half hour until a worker counts as hung, which a busy machine needs.
 */
const { setTimeout } = globalThis;

const isLong = (delay) => delay >= 30_000 && delay < 1_000_000;

globalThis.setTimeout = (callback, delay, ...given) =>
  setTimeout(callback, isLong(delay) ? delay / 100 : delay, ...given);
