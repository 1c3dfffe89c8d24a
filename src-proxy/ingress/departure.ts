import type { ServerResponse } from 'node:http';

/** A signal that is aborted when the client leaves before its answer is complete, or has left already. */
export function departureOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) gone.abort(new Error('the client left'));
  };
  if (response.destroyed) leave();
  else response.on('close', leave);
  return gone.signal;
}
