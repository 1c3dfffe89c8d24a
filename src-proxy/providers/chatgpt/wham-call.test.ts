import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, it } from 'vitest';

import { WaysOut } from '../ways/ways-out.ts';
import { UpstreamPool } from './upstream-pool.ts';
import { createWhamCall } from './wham-call.ts';

it('a call that is given up has failed at once, and leaves no connection behind', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upstream = new UpstreamPool({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connectTimeoutMs: 5000,
    ways: new WaysOut(),
  });
  const call = createWhamCall({ upstream, ownName: 'test', nowMs: () => 0, onServerDate: () => undefined });
  const stopped = new AbortController();

  const answer = call({
    method: 'GET',
    path: '/usage',
    accessToken: 'token',
    chatgptAccountId: null,
    way: null,
    signal: stopped.signal,
  });
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  const left = once(request.socket, 'close');
  stopped.abort();
  expect(await answer).toMatchObject({ kind: 'failed', failure: { statusCode: null } });
  await left;

  await upstream.close();
  const closed = once(server, 'close');
  server.close();
  await closed;
});
