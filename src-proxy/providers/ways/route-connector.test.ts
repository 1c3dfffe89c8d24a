import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readProxyAddress } from '../../contract/proxy-address.ts';
import type { FakeProxy } from '../../../test/fakes/proxies/fake-proxy.ts';
import { selfSigned } from '../../../test/fakes/proxies/self-signed.ts';
import { startHttpProxy } from '../../../test/fakes/proxies/start-http-proxy.ts';
import { startSocks5Proxy } from '../../../test/fakes/proxies/start-socks5-proxy.ts';
import { connectorFor } from './route-connector.ts';
import { directRoute, type Route } from './route.ts';

const credentials = { username: 'me', password: 'pässwörd:@/' };
const authorities = getCACertificates('default');
const open: AsyncDisposable[] = [];

beforeAll(() => setDefaultCACertificates([...authorities, selfSigned.cert]));
afterAll(async () => {
  setDefaultCACertificates(authorities);
  await Promise.all(open.map((one) => one[Symbol.asyncDispose]()));
});

function through(address: string, signIn: Partial<typeof credentials> = {}): Route {
  const read = readProxyAddress(address);
  if (read.kind === 'problem') throw new Error(read.text);
  const { username = null, password = null } = signIn;
  return { kind: 'proxy', proxy: { ...read.proxy, username, password } };
}

async function listen(server: Server, scheme: string): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const plainTarget = () =>
  listen(
    createHttpServer((_request, response) => void response.setHeader('connection', 'close').end('hello')),
    'http',
  );
const tlsTarget = () =>
  listen(
    createHttpsServer(selfSigned, (_request, response) => void response.setHeader('connection', 'close').end('hello')),
    'https',
  );

async function ask(route: Route, origin: string, timeoutMs = 5000): Promise<string> {
  const pool = new Pool(origin, { connect: connectorFor(route, timeoutMs) });
  try {
    return await (await pool.request({ path: '/', method: 'GET' })).body.text();
  } finally {
    await pool.destroy();
  }
}

async function kept(proxy: Promise<FakeProxy>): Promise<FakeProxy> {
  const started = await proxy;
  open.push(started);
  return started;
}

const kinds: readonly [string, (options?: { credentials?: typeof credentials }) => Promise<FakeProxy>][] = [
  ['an http proxy', startHttpProxy],
  ['an https proxy', (options) => startHttpProxy({ ...options, tls: true })],
  ['a socks5 proxy', startSocks5Proxy],
  ['a socks5 proxy on a slow network', (options) => startSocks5Proxy({ ...options, slowly: true })],
];

describe.each(kinds)('%s', (_name, start) => {
  it('carries plain HTTP and HTTPS alike in a tunnel, and looks the name up itself', async () => {
    const proxy = await kept(start());
    const origins = [await plainTarget(), await tlsTarget()].map((origin) => origin.replace('127.0.0.1', 'localhost'));
    for (const origin of origins) expect(await ask(through(proxy.address), origin)).toBe('hello');
    expect(proxy.tunnels).toEqual(origins.map((origin) => new URL(origin).host));
  });

  it('takes user name and password, and is told apart when it does not', async () => {
    const proxy = await kept(start({ credentials }));
    const origin = await tlsTarget();
    expect(await ask(through(proxy.address, credentials), origin)).toBe('hello');
    for (const wrong of [{}, { ...credentials, password: 'no' }]) {
      await expect(ask(through(proxy.address, wrong), origin)).rejects.toMatchObject({
        code: 'proxy_auth_failed',
        failedAt: 'proxy_sign_in',
      });
    }
    expect(proxy.signInsRefused).toBe(2);
  });

  it('says that the upstream behind it cannot be reached', async () => {
    const proxy = await kept(start());
    const gone = await kept(startHttpProxy());
    await gone.die();
    await expect(ask(through(proxy.address), `http://127.0.0.1:${gone.port}`)).rejects.toMatchObject({
      code: 'upstream_unreachable',
      failedAt: 'upstream',
    });
  });

  it('that is dead is named, and nothing goes around it', async () => {
    const proxy = await kept(start());
    await proxy.die();
    await expect(ask(through(proxy.address), await plainTarget())).rejects.toMatchObject({
      code: 'proxy_unavailable',
      failedAt: 'proxy',
      message: expect.stringContaining(`${proxy.address} cannot be used (ECONNREFUSED)`),
    });
  });
});

describe('a proxy that is none, or not as said', () => {
  it.each(['http', 'https', 'socks5'])('as %s: hangs up at once', async (scheme) => {
    const address = await listen(
      createTcpServer((socket) => void socket.destroy()),
      scheme,
    );
    await expect(ask(through(address), 'http://localhost:1')).rejects.toMatchObject({ code: 'proxy_unavailable' });
  });

  it.each(['http', 'https', 'socks5'])('as %s: never answers', async (scheme) => {
    const sockets: { destroy(): void }[] = [];
    const address = await listen(
      createTcpServer((socket) => void sockets.push(socket.on('error', () => undefined))),
      scheme,
    );
    await expect(ask(through(address), 'http://localhost:1', 100)).rejects.toMatchObject({
      code: 'proxy_unavailable',
      message: expect.stringContaining('did not answer within 0.1 seconds'),
    });
    for (const socket of sockets) socket.destroy();
  });

  it.each(['http', 'https', 'socks5'])('as %s: talks nonsense', async (scheme) => {
    const address = await listen(
      createTcpServer(
        (socket) =>
          void socket
            .on('error', () => undefined)
            .resume()
            .end('SSH-2.0-OpenSSH_9.9\r\n'),
      ),
      scheme,
    );
    await expect(ask(through(address), 'http://localhost:1')).rejects.toMatchObject({ code: 'proxy_unavailable' });
  });

  it.each([
    [403, 'proxy_unavailable'],
    [405, 'proxy_unavailable'],
    [407, 'proxy_auth_failed'],
    [502, 'upstream_unreachable'],
    [504, 'upstream_unreachable'],
  ])('answers CONNECT with %i', async (answers, code) => {
    const proxy = await kept(startHttpProxy({ answers }));
    await expect(ask(through(proxy.address), 'http://localhost:1')).rejects.toMatchObject({ code });
  });

  it.each([
    [1, 'proxy_unavailable'],
    [2, 'proxy_unavailable'],
    [3, 'upstream_unreachable'],
    [4, 'upstream_unreachable'],
    [5, 'upstream_unreachable'],
    [6, 'upstream_unreachable'],
    [8, 'proxy_unavailable'],
    [99, 'proxy_unavailable'],
  ])('answers a SOCKS5 request with %i', async (reply, code) => {
    const proxy = await kept(startSocks5Proxy({ reply }));
    await expect(ask(through(proxy.address), 'http://localhost:1')).rejects.toMatchObject({ code });
  });

  it('has a certificate for another name', async () => {
    const proxy = await kept(startHttpProxy({ tls: true }));
    setDefaultCACertificates(authorities);
    await expect(ask(through(proxy.address), 'http://localhost:1')).rejects.toMatchObject({
      code: 'proxy_unavailable',
    });
    setDefaultCACertificates([...authorities, selfSigned.cert]);
  });
});

describe('other routes', () => {
  it('direct goes straight to the target', async () => {
    expect(await ask(directRoute, await tlsTarget())).toBe('hello');
  });

  it('closed lets nothing out', async () => {
    await expect(ask({ kind: 'closed', reason: 'The way is closed.' }, await plainTarget())).rejects.toMatchObject({
      code: 'proxy_unavailable',
      message: 'The way is closed.',
    });
  });
});
