import type { ServerResponse } from 'node:http';

/** A client's going, or being sent away. */
export interface Departure {
  /** Aborted when the client leaves before its answer is complete, or has left already, or when `stop` is called. */
  readonly signal: AbortSignal;
  stop(): void;
}

export function departureOf(response: ServerResponse): Departure {
  const gone = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) gone.abort(new Error('the client left'));
  };
  if (response.destroyed) leave();
  else response.on('close', leave);
  return { signal: gone.signal, stop: () => gone.abort(new Error('Evenkeel is stopping')) };
}
