import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const known = new WeakMap<IncomingMessage, string>();
const acceptable = /^[\w.:-]{1,128}$/;

/** The client's own id where it sent a usable one, else a new one; the same each time it is asked for a request. */
export function requestIdOf(request: IncomingMessage): string {
  const before = known.get(request);
  if (before !== undefined) return before;
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
  known.set(request, id);
  return id;
}
