/** Preloaded into the program: whatever it would wait for half a minute or more comes a hundred times sooner. */
const { setTimeout } = globalThis;

globalThis.setTimeout = (callback, delay, ...given) =>
  setTimeout(callback, delay >= 30_000 ? delay / 100 : delay, ...given);
