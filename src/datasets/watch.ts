/** Ends a download whose server keeps it waiting. */

/** How long a server is waited for. */
export interface Patience {
  /** Until the answer begins, redirects included. */
  readonly headersSeconds: number;
  /** In every window of so many seconds come at least so many bytes a second. */
  readonly windowSeconds: number;
  readonly bytesPerSecond: number;
}

export const PATIENCE: Patience = { headersSeconds: 60, windowSeconds: 60, bytesPerSecond: 10_000 };

export class Watch {
  /** Why it was ended; null: it was not. */
  reason: string | null = null;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly patience: Patience) {}

  /** Of the request that is watched. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async untilHeaders(request: () => Promise<Response>): Promise<Response> {
    const { headersSeconds } = this.patience;
    this.timer = setTimeout(
      () => this.abort(`no answer within ${headersSeconds} seconds`),
      1000 * headersSeconds,
    );
    return request().finally(() => clearTimeout(this.timer));
  }

  /** Begins to count; what it returns is told of every piece that came. */
  tally(): (bytes: number) => void {
    const { windowSeconds, bytesPerSecond } = this.patience;
    let came = 0;
    const look = (): void => {
      if (came < windowSeconds * bytesPerSecond)
        this.abort(
          `${came} bytes in ${windowSeconds} seconds, and ${bytesPerSecond} a second are the least that is waited for`,
        );
      came = 0;
    };
    this.timer = setInterval(look, 1000 * windowSeconds);
    return (bytes) => {
      came += bytes;
    };
  }

  /** Hangs up, if that was not done yet. */
  end(): void {
    clearInterval(this.timer);
    this.controller.abort();
  }

  private abort(reason: string): void {
    this.reason = reason;
    this.controller.abort(new Error(reason));
  }
}
