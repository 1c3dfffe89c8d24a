import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** On the request itself: a WeakMap would do, but makes every garbage collection look at every request in it. */
const requestId = Symbol('request id');

interface Named extends IncomingMessage {
  [requestId]?: string;
}

const acceptable = /^[\w.:-]{1,128}$/;

/** The client's own id where it sent a usable one, else a new one; the same each time it is asked for a request. */
export function requestIdOf(request: IncomingMessage): string {
  const named: Named = request;
  named[requestId] ??= idFor(request.headers['x-request-id']);
  return named[requestId];
}

function idFor(given: string | string[] | undefined): string {
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}
