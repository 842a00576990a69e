/** Ctrl-C and SIGTERM: the first asks for an orderly stop, the second ends the program at once. */
import { EXIT } from '../failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  release(): void;
}

/** Catches the signals until released. */
export function onInterruption(): Interruption {
  const controller = new AbortController();
  const catcher = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  SIGNALS.forEach((name) => process.on(name, catcher));
  return {
    signal: controller.signal,
    release: () => SIGNALS.forEach((name) => process.off(name, catcher)),
  };
}
