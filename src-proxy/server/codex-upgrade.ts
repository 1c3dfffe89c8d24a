import { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import type { ClientSockets } from '../ingress/codex/websocket/client-sockets.ts';
import type { Logger } from '../ports.ts';
import { withoutVersionSegment } from './codex-routes.ts';
import type { HttpServerOptions } from './http-server.ts';
import { requestIdOf } from './request-id.ts';

export interface CodexUpgradePorts {
  readonly sockets: ClientSockets;
  readonly settings: () => Pick<Settings, 'upstreamTransport'>;
  readonly logger: Logger;
}

const responsesPath = '/backend-api/codex/responses';

/** What becomes of an upgrade that the guard let through: a Codex client's WebSocket, or a 426, which sends it to HTTP. */
export function codexUpgrade({ sockets, settings, logger }: CodexUpgradePorts): HttpServerOptions['upgrade'] {
  return async (request, stream, head) => {
    const url = withoutVersionSegment(request.url ?? '/');
    const isOurs = url === responsesPath || url.startsWith(`${responsesPath}?`);
    if (!isOurs || settings().upstreamTransport === 'http' || !asksForWebSocket(request.headers.upgrade))
      return websocketRefusal();
    const requestId = requestIdOf(request);
    const upstreamPath = url.slice('/backend-api'.length);
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
