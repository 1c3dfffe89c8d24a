import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import { buildConnector } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';

import { selfSigned } from '../../../../test/fakes/proxies/self-signed.ts';
import { ProxyError } from '../../ways/proxy-error.ts';
import { openSocket, type OpenSocketOptions } from './open-socket.ts';

let url = new URL('wss://127.0.0.1');
let answer: (socket: Socket) => void = () => undefined;
const server = createServer(selfSigned);
const sockets = new WebSocketServer({ noServer: true });
const streams = new Set<Socket>();
server.on('secureConnection', (stream: Socket) => void streams.add(stream.on('error', () => stream.destroy())));
server.on('upgrade', (request, socket: Socket, head) => {
  if (request.url === '/codex/responses') sockets.handleUpgrade(request, socket, head, (ws) => ws.send('at once'));
  else answer(socket);
});

beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`wss://127.0.0.1:${(server.address() as AddressInfo).port}/codex/responses`);
});

afterEach(async () => {
  for (const stream of streams) stream.destroy();
  streams.clear();
  server.close();
  await once(server, 'close');
});

const overTls = buildConnector({ rejectUnauthorized: false, allowH2: false });

function options(more: Partial<OpenSocketOptions> = {}): OpenSocketOptions {
  return {
    url,
    headers: { 'x-twice': ['1', '2'] },
    connector: overTls,
    timeoutMs: 2000,
    nowMs: () => 0,
    signal: new AbortController().signal,
    ...more,
  };
}

describe('openSocket', () => {
  it('opens over TLS on the connection that it was given, and loses no frame that came with the 101', async () => {
    const opened = await openSocket(options());
    if (opened.kind !== 'open') throw new Error(JSON.stringify(opened));
    const message = once(opened.socket, 'message');
    opened.socket.resume();
    expect(String(((await message) as [Buffer])[0])).toBe('at once');
    opened.socket.terminate();
  });

  it('does not trust a certificate that nobody vouches for', async () => {
    const opened = await openSocket(options({ connector: buildConnector({ allowH2: false }) }));
    expect(opened).toMatchObject({ kind: 'refused', failure: { class: 'unreachable' } });
  });

  it('a way out that is closed stays closed', async () => {
    const closed = new ProxyError('proxy', 'The proxy is gone.');
    const opened = await openSocket(options({ connector: (_to, done) => done(closed, null) }));
    expect(opened).toMatchObject({ kind: 'refused', failure: { class: 'unreachable', code: 'proxy_unavailable' } });
    expect(sockets.clients.size).toBe(0);
  });

  it('a 101 that is none, and an answer that never comes, are no connection', async () => {
    const elsewhere = new URL('/other', url);
    answer = (socket) =>
      socket.write('HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n');
    expect(await openSocket(options({ url: elsewhere }))).toMatchObject({ failure: { class: 'unreachable' } });
    answer = () => undefined;
    expect(await openSocket(options({ url: elsewhere, timeoutMs: 50 }))).toMatchObject({
      failure: { class: 'unreachable' },
    });
  });

  it('is given up as soon as nobody wants it any more', async () => {
    const leaving = new AbortController();
    let reached: Socket | null = null;
    answer = (socket) => {
      reached = socket;
      leaving.abort();
    };
    expect(await openSocket(options({ url: new URL('/other', url), signal: leaving.signal }))).toEqual({
      kind: 'abandoned',
    });
    expect(reached).not.toBeNull();
    expect(await openSocket(options({ signal: leaving.signal }))).toEqual({ kind: 'abandoned' });
  });
});
