import { Refusal } from '../contract/refusal.ts';
import type { ClientSockets } from '../ingress/codex/websocket/client-sockets.ts';
import { grantOf } from '../ingress/key-grant.ts';
import type { TakesSockets } from '../keys/key-transport.ts';
import type { Logger } from '../ports.ts';
import { withoutVersionSegment } from './codex-routes.ts';
import type { HttpServerOptions } from './http-server.ts';
import { requestIdOf } from './request-id.ts';

export interface CodexUpgradePorts {
  readonly sockets: ClientSockets;
  readonly takesSockets: TakesSockets;
  readonly logger: Logger;
}

/** A Codex client appends `/responses` to whatever base URL it was given. */
const responsesPaths: ReadonlySet<string> = new Set(['/backend-api/codex/responses', '/v1/responses', '/responses']);
const upstreamResponses = '/codex/responses';

/** What becomes of an upgrade that the guard let through: a Codex client's WebSocket, or a 426, which sends it to HTTP. */
export function codexUpgrade({ sockets, takesSockets, logger }: CodexUpgradePorts): HttpServerOptions['upgrade'] {
  return async (request, stream, head) => {
    const url = withoutVersionSegment(request.url ?? '/');
    const queryAt = url.includes('?') ? url.indexOf('?') : url.length;
    const isOurs = responsesPaths.has(url.slice(0, queryAt));
    if (!isOurs || !takesSockets(grantOf(request)) || !asksForWebSocket(request.headers.upgrade))
      return websocketRefusal();
    const requestId = requestIdOf(request);
    const upstreamPath = upstreamResponses + url.slice(queryAt);
    try {
      return await sockets.upgrade({ request, stream, head, requestId, upstreamPath });
    } catch (error) {
      logger.error('A WebSocket could not be opened', { requestId, error });
      throw error;
    }
  };
}

function asksForWebSocket(upgrade: string | undefined): boolean {
  return upgrade?.toLowerCase() === 'websocket';
}

function websocketRefusal(): Refusal {
  return new Refusal('websocket_not_served', 'There is no WebSocket here; the same request over HTTP works.');
}
