import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

import type { ProxyAddress } from '../../contract/proxy-address.ts';
import { asProxyError, beyondProxy, ProxyError, proxyTimeout, signInRefused } from './proxy-error.ts';
import type { Target } from './target.ts';

/**
 * A tunnel through an HTTP proxy (RFC 9110, 9.3.6). The proxy looks the target's name up, and sees nothing of what goes
 * through. Plain HTTP goes through a tunnel too, so that no proxy ever reads a token.
 * @throws ProxyError
 */
export async function openHttpTunnel(proxy: ProxyAddress, target: Target, timeoutMs: number): Promise<Socket> {
  const { address, scheme, host, port, username, password } = proxy;
  const credentials = Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64');
  const request = (scheme === 'https' ? httpsRequest : httpRequest)({
    method: 'CONNECT',
    host,
    port,
    path: target.authority,
    agent: false,
    setHost: false,
    headers: {
      host: target.authority,
      connection: 'keep-alive',
      'proxy-connection': 'keep-alive',
      ...(username === null ? {} : { 'proxy-authorization': `Basic ${credentials}` }),
    },
  });
  const limit = setTimeout(() => request.destroy(proxyTimeout(address, timeoutMs)), timeoutMs);
  const opened = Promise.withResolvers<Socket>();
  request.once('connect', (answer: IncomingMessage, socket: Socket, head: Buffer) => {
    const refusal = refusalOf(answer.statusCode ?? 0, address, target);
    if (refusal === null) {
      // A server that speaks first may have done so already.
      if (head.length > 0) socket.unshift(head);
      // Until whoever gets it listens, an error must not be nobody's.
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 60_000);
      opened.resolve(socket);
    } else {
      socket.on('error', () => undefined).destroy();
      opened.reject(refusal);
    }
  });
  request.on('error', (error) => opened.reject(asProxyError(error, address)));
  request.end();
  try {
    return await opened.promise;
  } finally {
    clearTimeout(limit);
  }
}

/** What the proxy's answer means; `null` for a tunnel. */
function refusalOf(statusCode: number, address: string, target: Target): ProxyError | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  if (statusCode === 407) return signInRefused(address);
  if (statusCode >= 500) return beyondProxy(address, target.authority, `it answered HTTP ${statusCode}`);
  return new ProxyError(
    'proxy',
    `The proxy ${address} does not open a way to ${target.authority} (it answered HTTP ${statusCode}).`,
  );
}
