import type { IncomingMessage } from 'node:http';

import type { KeyGrant } from '../keys/api-key.ts';

/** On the request itself, as its id is. */
const grant = Symbol('key grant');

interface Granted extends IncomingMessage {
  [grant]?: KeyGrant;
}

/** For the door: whose key this request has proven. */
export function rememberGrant(request: IncomingMessage, proven: KeyGrant): void {
  const granted: Granted = request;
  granted[grant] = proven;
}

/** `null` for a request that came without a key, and may. */
export function grantOf(request: IncomingMessage): KeyGrant | null {
  const granted: Granted = request;
  return granted[grant] ?? null;
}
