import type { IncomingMessage } from 'node:http';

import { Refusal } from '../../../contract/refusal.ts';
import type { KeyGrant } from '../../../keys/api-key.ts';
import type { Seat } from '../../../providers/provider.ts';
import { noOwnerHints, type CanonicalRequest } from '../../../relay/canonical-request.ts';
import type { ClientAnswer } from '../../../relay/client-answer.ts';
import { grantOf } from '../../key-grant.ts';
import { affinityBy, conversationHeaderOf, usableKey } from '../codex-request.ts';

/** What the requests on one WebSocket have in common. */
export interface Handshake {
  readonly path: string;
  readonly upstreamPath: string;
  readonly rawHeaders: readonly string[];
  /** The conversation that its headers name. */
  readonly conversationHeader: string | null;
  readonly key: KeyGrant | null;
  readonly userAgent: string | null;
  readonly clientIp: string | null;
}

export function readHandshake(request: IncomingMessage, upstreamPath: string): Handshake {
  return {
    path: request.url ?? '/',
    upstreamPath,
    rawHeaders: request.rawHeaders,
    conversationHeader: usableKey(conversationHeaderOf(request)),
    key: grantOf(request),
    userAgent: request.headers['user-agent'] ?? null,
    clientIp: request.socket.remoteAddress ?? null,
  };
}

/** Opens the upstream's connection before the client is told that it has one. Not a turn, so not in the log. */
export function connectRequest(handshake: Handshake, seat: Seat, id: string, nowMs: number): CanonicalRequest {
  const { conversationHeader, ...common } = handshake;
  return {
    ...common,
    ...affinityBy(conversationHeader, null),
    ownerHints: noOwnerHints,
    id,
    kind: 'connect',
    method: 'GET',
    body: null,
    plainBody: null,
    model: null,
    receivedAtMs: nowMs,
    onSeat: { seat, purpose: 'connect', continues: false },
  };
}

/** Headers of the upstream's answer to its handshake that the Codex CLI reads in ours. */
const mirrored = new Set([
  'x-codex-turn-state',
  'x-models-etag',
  'x-reasoning-included',
  'openai-model',
  'x-request-id',
]);

/** What becomes of the client's own handshake. */
export type HandshakeOutcome =
  | { readonly kind: 'accepted'; readonly headers: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * The client's side of the connecting. That nobody has anything left is said in a frame, to the request that asks for it:
 * there the client shows it to the person. Whatever else keeps us from the upstream's WebSocket need not stand between us
 * and its HTTP, so the client is sent there.
 */
export function createHandshakeAnswer(
  signal: AbortSignal,
  stop: () => void,
  settle: (outcome: HandshakeOutcome) => void,
): ClientAnswer {
  return {
    signal,
    stop,
    commit(_statusCode, rawHeaders) {
      const headers = rawHeaders.filter((_part, index) =>
        mirrored.has(rawHeaders[index - (index % 2)]?.toLowerCase() ?? ''),
      );
      settle({ kind: 'accepted', headers });
    },
    write: () => true,
    onDrain: (listener) => listener(),
    refuse(refusal) {
      const { code, status } = refusal;
      if (code === 'draining' || status === 401 || status === 403) settle({ kind: 'refused', refusal });
      else if (code === 'no_accounts' || status === 429) settle({ kind: 'accepted', headers: [] });
      else settle({ kind: 'refused', refusal: overHttp() });
    },
    refuseAsUpstream: () => settle({ kind: 'refused', refusal: overHttp() }),
    break: () => settle({ kind: 'refused', refusal: overHttp() }),
    // Whatever happened, the client is not left waiting; after any of the above this changes nothing.
    end: () => settle({ kind: 'refused', refusal: overHttp() }),
  };
}

function overHttp(): Refusal {
  return new Refusal('websocket_not_served', 'The upstream cannot be reached over a WebSocket now; HTTP may work.', {
    headers: { upgrade: 'websocket', connection: 'close' },
  });
}
