import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { fakeProxyOf, ProxyState, type FakeProxy, type ProxyOptions } from './fake-proxy.ts';
import { selfSigned } from './self-signed.ts';

export interface HttpProxyOptions extends ProxyOptions {
  /** Speaks TLS itself, with the self-signed certificate. */
  readonly tls?: boolean;
  /** Answers every CONNECT with this status instead of a tunnel; 0 never answers. */
  readonly answers?: number;
}

/** CONNECT and nothing else: who asks for a page gets 405, so that plain forwarding would be noticed. */
export async function startHttpProxy(options: HttpProxyOptions = {}): Promise<FakeProxy> {
  const state = new ProxyState();
  const server = options.tls ? createTlsServer(selfSigned) : createServer();
  server.on('request', (_request, response) => response.writeHead(405).end());
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => state.track(socket));
  server.on('connect', (request, client: Duplex) => {
    const refuse = (status: number): void => void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    if (options.answers === 0) return;
    if (options.answers !== undefined) return refuse(options.answers);
    const { credentials } = options;
    const expected =
      credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
    if (expected !== undefined && request.headers['proxy-authorization'] !== expected) {
      state.signInsRefused += 1;
      return refuse(407);
    }
    const target = new URL(`http://${request.url ?? ''}`);
    const lead = async (): Promise<void> => {
      const onward = await state.onward(target.hostname.replace(/^\[|\]$/g, ''), Number(target.port));
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      state.join(client as Socket, onward);
    };
    lead().catch(() => refuse(502));
  });
  return await fakeProxyOf(options.tls ? 'https' : 'http', server, state);
}
