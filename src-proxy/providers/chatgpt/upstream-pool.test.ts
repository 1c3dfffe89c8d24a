import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { describe, expect, it } from 'vitest';

import { UpstreamPool } from './upstream-pool.ts';

describe('dropping idle connections', () => {
  it('gives new requests a new connection and lets a stream that runs come to its end', async () => {
    const held: ServerResponse[] = [];
    const sockets: Socket[] = [];
    const server = createServer((request, response) => {
      if (request.url === '/held') {
        response.write('begun, ');
        held.push(response);
      } else response.end('ok');
    });
    server.on('connection', (socket) => sockets.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const upstream = new UpstreamPool({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      connectTimeoutMs: 5000,
    });
    const get = (path: string) => upstream.pool.request({ path, method: 'GET' });

    const stream = await get('/held');
    await (await get('/idle')).body.text();
    const [busy, idle] = sockets;
    if (!busy || !idle) throw new Error('Two requests at once need two connections.');
    const idleClosed = once(idle, 'close');
    upstream.dropIdle();
    await idleClosed;
    expect(busy.destroyed).toBe(false);
    await (await get('/new')).body.text();
    expect(sockets).toHaveLength(3);
    held[0]?.end('ended');
    expect(await stream.body.text()).toBe('begun, ended');

    upstream.dropIdle();
    await upstream.close();
    const closed = once(server, 'close');
    server.close();
    await closed;
  });
});
