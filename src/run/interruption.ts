/** Ctrl-C and SIGTERM: the first asks for an orderly stop, the second ends the program at once. */
import { EXIT } from '../failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What started the program (timeout, npm) may hand on a signal that the whole process group got: still the first. */
const ONE_REQUEST_MILLISECONDS = 500;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  release(): void;
}

/** Catches the signals until released. */
export function onInterruption(): Interruption {
  const controller = new AbortController();
  let first = Infinity;
  const catcher = (): void => {
    const now = performance.now();
    if (now - first > ONE_REQUEST_MILLISECONDS) process.exit(EXIT.interrupted);
    first = Math.min(first, now);
    controller.abort();
  };
  SIGNALS.forEach((name) => process.on(name, catcher));
  return {
    signal: controller.signal,
    release: () => SIGNALS.forEach((name) => process.off(name, catcher)),
  };
}
