import { callbackify } from 'node:util';

import { buildConnector } from 'undici';

import { openHttpTunnel } from './http-tunnel.ts';
import { ProxyError } from './proxy-error.ts';
import type { Route } from './route.ts';
import { openSocks5Tunnel } from './socks5-tunnel.ts';
import { targetOf } from './target.ts';

/**
 * How a pool opens its connections on a route. A pool over tunnels behaves in all else as one without: its own
 * connection, back-pressure and headers for each request. The time-out is for the tunnel and again for TLS inside it.
 */
export function connectorFor(route: Route, timeoutMs: number): buildConnector.connector {
  const overTcp = buildConnector({ timeout: timeoutMs, allowH2: false });
  if (route.kind === 'direct') return overTcp;
  return (options, callback) => {
    if (route.kind === 'closed') {
      callback(new ProxyError('proxy', route.reason), null);
      return;
    }
    const { proxy } = route;
    const target = targetOf(options.hostname, options.port, options.protocol);
    const open = callbackify(proxy.scheme === 'socks5' ? openSocks5Tunnel : openHttpTunnel);
    open(proxy, target, timeoutMs, (error, socket) => {
      if (error) callback(error, null);
      else if (options.protocol === 'https:') overTcp({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    });
  };
}
