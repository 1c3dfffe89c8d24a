import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { call, errorOf, sendRaw } from './http-client.ts';
import { startStage, turnBody, type Stage } from './harness.ts';

interface Target {
  readonly method: string;
  readonly path: string;
}

/** Every route there is, so that a new one is covered the day it is added, and what is no route. */
function targets(stage: Stage): Target[] {
  const routes = stage.engine.routes.map(({ method, path }) => ({
    method: method === 'all' ? 'POST' : method.toUpperCase(),
    path: path.replace(':id', 'some-id').replace('{*rest}', 'some/rest'),
  }));
  return [
    ...routes,
    { method: 'GET', path: '/no/such/path' },
    { method: 'POST', path: '/no/such/path' },
    { method: 'OPTIONS', path: '/backend-api/codex/responses' },
    { method: 'HEAD', path: '/' },
    { method: 'PATCH', path: '/api/settings' },
    { method: 'GET', path: '/dashboard/assets/index.js' },
    { method: 'GET', path: '/favicon.ico' },
  ];
}

const json = { 'content-type': 'application/json' };
const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const asText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

describe('N1: only loopback', () => {
  it('N1: an address of this machine that others can reach does not answer', async () => {
    await using stage = await startStage({ accounts: [] });
    expect(stage.origin).toBe(`http://127.0.0.1:${stage.port}`);
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
      const socket = connect(stage.port, address);
      await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it.each(['evil.test', '127.0.0.1.evil.test', ''])(
    'N1: EVENKEEL_HOST=%j, which is no address, is never listened on',
    async (host) => {
      const starting = startStage({ accounts: [], environment: { EVENKEEL_HOST: host } });
      if (host === '') {
        await using stage = await starting;
        expect(stage.origin).toMatch(/^http:\/\/127\.0\.0\.1:/);
      } else await expect(starting).rejects.toThrow(/EVENKEEL_HOST.*IP address/);
    },
  );
});

describe('N2: Host', () => {
  it('N2: a foreign Host is refused on every route, unknown path and file, before anything is done', async () => {
    await using stage = await startStage();
    const before = stage.upstream.requests.length;
    for (const { method, path } of targets(stage)) {
      const headers = { ...json, host: `evil.test:${stage.port}` };
      const answer = await call(stage.origin, path, { method, headers });
      expect([method, path, answer.status]).toEqual([method, path, 421]);
    }
    expect(stage.upstream.requests).toHaveLength(before);
  });

  it('N2: only our own names, to the letter; case does not matter', async () => {
    await using stage = await startStage();
    const { port } = stage;
    const status = async (host: string): Promise<number> =>
      (await call(stage.origin, '/health', { headers: { host } })).status;
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect([host, await status(`${host}:${port}`)]).toEqual([host, 200]);
    for (const host of [
      `127.0.0.1.evil.test:${port}`,
      `localhost.:${port}`,
      `localhost.evil.test:${port}`,
      `0.0.0.0:${port}`,
      `127.1:${port}`,
      `2130706433:${port}`,
      `evil.test`,
      `127.0.0.1:${port + 1}`,
      `127.0.0.1:0${port}`,
      `user@127.0.0.1:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
    ])
      expect([host, await status(host)]).toEqual([host, 421]);
  });

  it('N2: none, empty, two, and an absolute target with another authority are refused', async () => {
    await using stage = await startStage();
    const own = `Host: 127.0.0.1:${stage.port}\r\n`;
    const end = 'Connection: close\r\n\r\n';
    for (const [name, text, expected] of [
      ['none', `GET /health HTTP/1.1\r\n${end}`, [400, 421]],
      ['none, HTTP/1.0', `GET /health HTTP/1.0\r\n\r\n`, [400, 421]],
      ['empty', `GET /health HTTP/1.1\r\nHost:\r\n${end}`, [400, 421]],
      ['two', `GET /health HTTP/1.1\r\n${own}Host: evil.test\r\n${end}`, [400, 421]],
      ['two, ours last', `GET /health HTTP/1.1\r\nHost: evil.test\r\n${own}${end}`, [400, 421]],
      ['two of ours', `GET /health HTTP/1.1\r\n${own}${own}${end}`, [400, 421]],
      ['absolute', `GET http://evil.test/health HTTP/1.1\r\n${own}${end}`, [400, 421]],
      ['authority without scheme', `GET //evil.test/health HTTP/1.1\r\n${own}${end}`, [400, 421]],
      ['CONNECT', `CONNECT evil.test:443 HTTP/1.1\r\n${own}\r\n`, [0, 400, 421]],
    ] as const) {
      const answer = await sendRaw(stage.port, text);
      expect([name, (expected as readonly number[]).includes(answer.status), answer.closed]).toEqual([
        name,
        true,
        true,
      ]);
    }
  });
});

describe('N4: Origin', () => {
  it('N4: a foreign Origin is refused on every route, whatever the method', async () => {
    await using stage = await startStage();
    const before = stage.upstream.requests.length;
    for (const { method, path } of targets(stage)) {
      for (const origin of ['https://evil.test', 'null', 'http://localhost:3000']) {
        const answer = await call(stage.origin, path, { method, headers: { ...json, origin } });
        expect([method, path, origin, answer.status]).toEqual([method, path, origin, 403]);
      }
    }
    expect(stage.upstream.requests).toHaveLength(before);
    expect(stage.engine.snapshot().accounts).toHaveLength(2);
  });

  it('N4: ours to the letter; near misses and two at once are refused', async () => {
    await using stage = await startStage();
    const { port } = stage;
    const status = async (origin: string | string[]): Promise<number> =>
      (await call(stage.origin, '/api/settings', { headers: { origin } })).status;
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect([host, await status(`http://${host}:${port}`)]).toEqual([host, 200]);
    for (const origin of [
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}.evil.test`,
      `http://127.0.0.1:${port}1`,
      'http://127.0.0.1',
      `http://evil.test:${port}`,
      '',
      'file://',
      'vscode-webview://x',
    ])
      expect([origin, await status(origin)]).toEqual([origin, 403]);
    const two = `GET /api/settings HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${stage.origin}\r\nOrigin: https://evil.test\r\nConnection: close\r\n\r\n`;
    expect((await sendRaw(port, two)).status).toBe(403);
  });

  it('N4: without an Origin, Sec-Fetch-Site of another site refuses unsafe methods only', async () => {
    await using stage = await startStage();
    const put = { method: 'PUT', body: '{}' };
    const status = async (site: string, options: { method?: string; body?: string } = {}): Promise<number> =>
      (await call(stage.origin, '/api/settings', { ...options, headers: { ...json, 'sec-fetch-site': site } })).status;
    for (const site of ['cross-site', 'same-site', 'Cross-Site']) {
      expect([site, await status(site, put)]).toEqual([site, 403]);
      expect([site, await status(site)]).toEqual([site, 200]);
    }
    for (const site of ['same-origin', 'none']) expect([site, await status(site, put)]).toEqual([site, 200]);
  });
});

describe('N5: nothing can be read across origins', () => {
  it('N5: no CORS header on any route, for no origin and no preflight', async () => {
    await using stage = await startStage();
    const cors = /^access-control-/;
    for (const { method, path } of targets(stage)) {
      if (path === '/api/events') continue;
      for (const origin of ['https://evil.test', stage.origin]) {
        for (const asked of [method, 'OPTIONS']) {
          const answer = await call(stage.origin, path, {
            method: asked,
            headers: {
              origin,
              'access-control-request-method': method,
              'access-control-request-private-network': 'true',
            },
          });
          expect([asked, path, Object.keys(answer.headers).filter((name) => cors.test(name))]).toEqual([
            asked,
            path,
            [],
          ]);
        }
      }
    }
  });

  it('N5: a simple text/plain POST with a JSON body is refused on every route that reads JSON', async () => {
    await using stage = await startStage();
    const turns = [
      ['POST', '/backend-api/codex/responses', turnBody()],
      ['POST', '/backend-api/codex/responses/compact', turnBody()],
      ['PUT', '/api/settings', '{"logLevel":"debug"}'],
      ['POST', '/api/accounts/import-found', '{"path":"x"}'],
      ['POST', '/api/accounts/import', '{}'],
    ] as const;
    for (const [method, path, body] of turns) {
      const answer = await call(stage.origin, path, { method, body, headers: { 'content-type': 'text/plain' } });
      expect([path, answer.status]).toEqual([path, 415]);
    }
    expect(stage.upstream.turns()).toHaveLength(0);
  });
});

describe('N6: upgrades', () => {
  const ask = (stage: Stage, path: string, headers: Readonly<Record<string, string>>) =>
    sendRaw(
      stage.port,
      `GET ${path} HTTP/1.1\r\n${asText({ host: `127.0.0.1:${stage.port}`, ...upgrade, ...headers })}\r\n`,
    );

  it('N6: 426 with good headers where WebSockets are off; 421 and 403 with evil ones', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_UPSTREAM_TRANSPORT: 'http' } });
    const before = stage.upstream.requests.length;
    for (const path of ['/backend-api/codex/responses', '/v1/responses', '/api/events', '/anything']) {
      for (const [headers, status] of [
        [{}, 426],
        [{ host: 'evil.test' }, 421],
        [{ origin: 'https://evil.test' }, 403],
        [{ origin: 'null' }, 403],
        [{ 'x-forwarded-for': '10.0.0.1' }, 401],
      ] as const) {
        const answer = await ask(stage, path, headers);
        expect([path, headers, answer.status, answer.closed]).toEqual([path, headers, status, true]);
        expect(answer.text).not.toMatch(/^HTTP\/1\.1 101/);
      }
    }
    expect(stage.upstream.requests).toHaveLength(before);
  });
});

describe('A1: keyless use', () => {
  it('A1: a program on this machine needs no key; a key that it sends is neither needed nor passed on', async () => {
    await using stage = await startStage();
    expect((await stage.turn()).status).toBe(200);
    expect((await stage.turn({ headers: { authorization: 'Bearer sk-whatever' } })).status).toBe(200);
    expect(stage.upstream.turns()[1]?.headers.authorization).not.toContain('sk-whatever');
  });

  it('A1, N8: with any forwarding header, or an Origin of our own, every data route is 401 and the dashboard 403', async () => {
    await using stage = await startStage();
    const before = stage.upstream.requests.length;
    const traces: Record<string, string>[] = [
      { 'x-forwarded-for': '127.0.0.1' },
      { 'x-forwarded-host': 'localhost' },
      { forwarded: 'for=127.0.0.1' },
      { via: '1.1 proxy' },
      { 'x-real-ip': '127.0.0.1' },
      { 'cf-connecting-ip': '10.0.0.1' },
    ];
    for (const { method, path, plane } of stage.engine.routes) {
      const target = path.replace(':id', 'some-id').replace('{*rest}', 'some/rest');
      const verb = method === 'all' ? 'POST' : method.toUpperCase();
      for (const trace of plane === 'open' ? [] : traces) {
        const answer = await call(stage.origin, target, { method: verb, headers: { ...json, ...trace } });
        expect([verb, target, trace, answer.status]).toEqual([verb, target, trace, plane === 'data' ? 401 : 403]);
      }
      if (plane !== 'data') continue;
      const answer = await call(stage.origin, target, { method: verb, headers: { ...json, origin: stage.origin } });
      expect([verb, target, answer.status, errorOf(answer).code]).toEqual([verb, target, 401, 'invalid_api_key']);
    }
    expect(stage.upstream.requests).toHaveLength(before);
  });
});
