import type { ServerResponse } from 'node:http';

/** A client's going, or being sent away, and what is said to it beside the answer. */
export interface Departure {
  /** Aborted when the client leaves before its answer is complete, or has left already, or when `stop` is called. */
  readonly signal: AbortSignal;
  stop(): void;
  /** Ends its connection without a word; the signal aborts with the reason. */
  cut(reason: Error): void;
  /** Headers of ours for whatever head goes out; an empty one takes back what was said before. */
  annotate(headers: Readonly<Record<string, string>>): void;
}

export function departureOf(response: ServerResponse): Departure {
  const gone = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) gone.abort(new Error('the client left'));
  };
  if (response.destroyed) leave();
  else response.on('close', leave);
  return {
    signal: gone.signal,
    stop: () => gone.abort(new Error('Evenkeel is stopping')),
    cut(reason) {
      gone.abort(reason);
      response.destroy();
    },
    annotate(headers) {
      for (const [name, value] of Object.entries(headers))
        if (value === '') response.removeHeader(name);
        else response.setHeader(name, value);
    },
  };
}
