import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { describe, expect, it } from 'vitest';

import { readProxyAddress } from '../../contract/proxy-address.ts';
import { directRoute, type Route } from '../ways/route.ts';
import { WaysOut } from '../ways/ways-out.ts';
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
      ways: new WaysOut(),
    });
    const get = (path: string) => upstream.poolOf(null).request({ path, method: 'GET' });

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

describe('a pool for each way', () => {
  const through = (port: number): Route => {
    const read = readProxyAddress(`http://127.0.0.1:${port}`);
    if (read.kind === 'problem') throw new Error(read.text);
    return { kind: 'proxy', proxy: read.proxy };
  };

  it('is shared by those who take the same, and gone with the last of them', async () => {
    const ways = new WaysOut();
    const upstream = new UpstreamPool({ baseUrl: 'http://127.0.0.1:9', connectTimeoutMs: 1000, ways });
    const shared = upstream.poolOf(null);
    expect(upstream.poolOf('a')).toBe(shared);
    ways.setOwn('a', through(1));
    ways.setOwn('b', through(1));
    const own = upstream.poolOf('a');
    expect([own === shared, upstream.poolOf('b') === own, upstream.poolOf('c') === shared]).toEqual([
      false,
      true,
      true,
    ]);
    ways.share(through(1));
    expect(upstream.poolOf('c')).toBe(own);
    expect(shared.closed).toBe(true);
    ways.share(directRoute);
    ways.setOwn('a', null);
    expect(own.closed).toBe(false);
    ways.setOwn('b', through(2));
    expect([own.closed, upstream.poolOf('b') === own]).toEqual([true, false]);
    await upstream.close();
  });

  it('with another password is another way', async () => {
    const ways = new WaysOut();
    const upstream = new UpstreamPool({ baseUrl: 'http://127.0.0.1:9', connectTimeoutMs: 1000, ways });
    const route = through(1);
    if (route.kind !== 'proxy') throw new Error('This is a proxy.');
    ways.setOwn('a', route);
    ways.setOwn('b', { kind: 'proxy', proxy: { ...route.proxy, username: 'me', password: 'pw' } });
    expect(upstream.poolOf('a')).not.toBe(upstream.poolOf('b'));
    await upstream.close();
  });
});
