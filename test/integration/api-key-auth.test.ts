import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { startKeyStage, type KeyStage } from './api-key-stage.ts';
import { startStage, turnBody } from './harness.ts';
import { errorOf, readAnswer, sendRaw, type Answer } from './http-client.ts';
import { createShiftedClock } from './shifted-clock.ts';
import { TestSocket } from './websocket-client.ts';

const said = (answer: Answer) => [answer.status, errorOf(answer).code];
const unknown = [401, 'invalid_api_key'];
const codexPath = '/backend-api/codex/responses';

describe('S8 a key past its date', () => {
  it('is 401 with a code of its own, and expired in the dashboard at the same instant', async () => {
    const clock = createShiftedClock();
    await using keys = await startKeyStage({ accounts: ['acc-a'], clock });
    const expiresAt = new Date(clock.nowMs() + 60_000).toISOString();
    const { key, id } = await keys.create({ expiresAt });
    expect((await keys.turn(key)).status).toBe(200);
    expect((await keys.key(id)).status).toBe('active');
    clock.skip(60_001);
    const refused = await keys.turn(key);
    expect(said(refused)).toEqual([401, 'api_key_expired']);
    expect(errorOf(refused)).toMatchObject({
      type: 'authentication_error',
      message: expect.stringContaining(expiresAt),
    });
    expect((await keys.key(id)).status).toBe('expired');
  });

  it('S45: another date is taken at once, and is in the audit log', async () => {
    const clock = createShiftedClock();
    await using keys = await startKeyStage({ accounts: ['acc-a'], clock });
    const { key, id } = await keys.create({ expiresAt: new Date(clock.nowMs() + 1000).toISOString() });
    clock.skip(2000);
    expect(said(await keys.turn(key))).toEqual([401, 'api_key_expired']);
    const expiresAt = new Date(clock.nowMs() + 60_000).toISOString();
    expect((await keys.update(id, { expiresAt })).status).toBe(200);
    expect((await keys.turn(key)).status).toBe(200);
    const { json } = await keys.stage.call('/api/audit-logs?action=api_key.update');
    expect(json).toMatchObject({
      entries: [{ target: id, actor: 'dashboard', detail: { changed: ['expiresAt'], expiresAt } }],
    });
    const wrong = await keys.ask('PATCH', `/${id}`, { expiresAt: 'next week' });
    expect(said(wrong)).toEqual([422, 'validation_error']);
  });
});

describe('S9 and S10: what is sent as a key', () => {
  it('S9: unknown, truncated, lengthened and wrong-case keys are 401; blanks around it are not part of it', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create();
    const wrong = [
      `sk-clb-${randomBytes(32).toString('base64url')}`,
      key.slice(0, -1),
      key.slice(0, 20),
      `${key}x`,
      'sk-clb-',
      key.toUpperCase(),
      key.toLowerCase(),
      `SK-CLB-${key.slice(7)}`,
    ];
    for (const one of wrong) expect([one, ...said(await keys.turn(one))]).toEqual([one, ...unknown]);
    for (const headers of [{ authorization: `Bearer   ${key}  ` }, { 'x-api-key': `  ${key}\t`, authorization: [] }])
      expect((await keys.stage.turn({ headers })).status).toBe(200);
    expect(keys.stage.upstream.turns()).toHaveLength(2);
  });

  it.each([
    ['Bearer', (key: string) => ({ authorization: `Bearer ${key}` }), 200],
    ['bearer', (key: string) => ({ authorization: `bearer ${key}` }), 200],
    ['BEARER', (key: string) => ({ authorization: `BEARER ${key}` }), 200],
    ['x-api-key', (key: string) => ({ 'x-api-key': key }), 200],
    ['the same in both', (key: string) => ({ 'x-api-key': key, authorization: `Bearer ${key}` }), 200],
    [
      'x-api-key beside the token of ChatGPT',
      (key: string) => ({ 'x-api-key': key, authorization: 'Bearer eyJ.a.b' }),
      200,
    ],
    ['Basic', (key: string) => ({ authorization: `Basic ${key}` }), 401],
    ['no scheme', (key: string) => ({ authorization: key }), 401],
    ['two words', (key: string) => ({ authorization: `Bearer ${key} ${key}` }), 401],
    ['two headers', (key: string) => ({ authorization: [`Bearer ${key}`, `Bearer ${key}`] }), 401],
    ['two different keys', (key: string) => ({ 'x-api-key': `${key}x`, authorization: `Bearer ${key}` }), 401],
  ] as const)('S10: %s', async (_name, headersOf, status) => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create();
    const answer = await keys.stage.turn({ headers: headersOf(key) });
    expect(answer.status).toBe(status);
    if (status === 401) expect(errorOf(answer).message).toContain('Authorization: Bearer sk-clb-');
  });

  it.each([
    ['nothing', {}],
    ['an empty header', { authorization: '' }],
    ['Basic', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['Bearer alone', { authorization: 'Bearer' }],
    ['two headers', { authorization: ['Bearer a', 'Bearer b'] }],
    ['an empty x-api-key', { 'x-api-key': '' }],
  ])('S10: where a key is required, %s is 401 and says what is expected', async (_name, headers) => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_REQUIRE_API_KEY: 'true' } });
    const answer = await stage.turn({ headers });
    expect(said(answer)).toEqual(unknown);
    expect(errorOf(answer).message).toContain('Authorization: Bearer sk-clb-');
    expect(stage.upstream.turns()).toHaveLength(0);
  });

  it('A6: what looks like SQL is a wrong key and nothing else', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_REQUIRE_API_KEY: 'true' } });
    for (const value of ["Bearer ' OR '1'='1", "Bearer sk-clb-' OR '1'='1", "Bearer sk-clb-'--", 'Bearer sk-clb-%'])
      expect(said(await stage.turn({ headers: { authorization: value } }))).toEqual(unknown);
    expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('A3, A6: strange words of any length are wrong keys, and break nothing', async () => {
    await using keys = await startKeyStage({ accounts: [] });
    const { key } = await keys.create();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const statuses = new Set<number>();
    for (let index = 0; index < 4096; index += 200) {
      const word = randomBytes(1 + (index % 4096)).toString(index % 3 === 0 ? 'hex' : 'base64url');
      for (const value of [
        `Bearer ${word}`,
        `Bearer sk-clb-${word}`,
        `Bearer ${key}${word}`,
        `Bearer ${key.slice(0, index % key.length)}`,
      ])
        statuses.add(await statusOn(agent, keys.stage.origin, value));
    }
    agent.destroy();
    // Without a key the pool is asked, and is empty; a word that is meant as one of our keys is 401; too long a head is 431.
    expect([...statuses].every((status) => [401, 431, 503].includes(status))).toBe(true);
  });
});

function ask(agent: Agent, origin: string, authorization: string): Promise<IncomingMessage> {
  const outgoing = request(`${origin}${codexPath}`, {
    agent,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
  });
  outgoing.end(turnBody());
  return once(outgoing, 'response').then(([response]) => response as IncomingMessage);
}

async function statusOn(agent: Agent, origin: string, authorization: string): Promise<number> {
  return (await readAnswer(await ask(agent, origin, authorization))).status;
}

describe('S11 and A8: a key that is taken away', () => {
  it('is refused on the very next request of an open connection, and works again at once when given back', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports: (number | undefined)[] = [];
    const onSameConnection = async (): Promise<unknown[]> => {
      const response = await ask(agent, keys.stage.origin, `Bearer ${key}`);
      ports.push(response.socket.localPort);
      return said(await readAnswer(response));
    };
    expect(await onSameConnection()).toEqual([200, undefined]);
    await keys.update(id, { isActive: false });
    expect(await onSameConnection()).toEqual([401, 'api_key_revoked']);
    expect((await keys.key(id)).status).toBe('revoked');
    await keys.update(id, { isActive: true });
    expect(await onSameConnection()).toEqual([200, undefined]);
    await keys.ask('DELETE', `/${id}`);
    expect(await onSameConnection()).toEqual(unknown);
    // The first refusal came on the connection of the answer before it.
    expect(ports[1]).toBe(ports[0]);
    agent.destroy();
  });

  it('S41: a regenerated key is unknown in its old form from the next request on', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id, keyHint } = await keys.create();
    const answer = await keys.ask('POST', `/${id}/regenerate`);
    const renewed = answer.json as { key: string; keyHint: string };
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(renewed.key).not.toBe(key);
    expect(renewed.keyHint).not.toBe(keyHint);
    expect(said(await keys.turn(key))).toEqual(unknown);
    expect((await keys.turn(renewed.key)).status).toBe(200);
  });
});

describe('A1: who may spend without a key', () => {
  const matrix: readonly [string, Readonly<Record<string, string>>, number, number][] = [
    ['no key', {}, 200, 401],
    ['a token of another service', { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.x' }, 200, 401],
    ["another service's key", { authorization: 'Bearer sk-ant-123', 'x-api-key': 'sk-ant-123' }, 200, 401],
    ['a key of ours that nobody has', { authorization: 'Bearer sk-clb-nobody' }, 401, 401],
    ['no key, forwarded', { 'x-forwarded-for': '127.0.0.1' }, 401, 401],
    ['no key, with our own origin', { origin: 'own' }, 401, 401],
    ['a foreign host', { host: 'evil.test' }, 421, 421],
    ['a foreign origin', { origin: 'https://evil.test' }, 403, 403],
  ];

  it.each(matrix)('%s', async (_name, headers, keyless, required) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const sent = { ...headers, ...(headers.origin === 'own' ? { origin: stage.origin } : {}) };
    expect((await stage.turn({ headers: sent })).status).toBe(keyless);
    await stage.set({ requireApiKey: true });
    expect((await stage.turn({ headers: sent })).status).toBe(required);
  });

  it('a key passes in every place where it alone has to answer, also through another proxy', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create();
    for (const requireApiKey of [false, true]) {
      await keys.stage.set({ requireApiKey });
      expect((await keys.turn(key)).status).toBe(200);
      expect((await keys.turn(key, { headers: { 'x-forwarded-for': '10.0.0.9' } })).status).toBe(200);
    }
  });

  it('where a key is required and there is none at all, every data route is 401', async () => {
    await using stage = await startStage({ accounts: [], environment: { EVENKEEL_REQUIRE_API_KEY: 'true' } });
    const data = stage.engine.routes.filter(({ plane }) => plane === 'data');
    expect(data.length).toBeGreaterThan(10);
    for (const { method, path } of data) {
      const concrete = path.replace('{*rest}', 'anything').replace(/:\w+/g, 'x');
      const answer = await stage.call(concrete, { method: method === 'all' ? 'GET' : method.toUpperCase() });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    const upgrade = await sendRaw(
      stage.port,
      `GET ${codexPath} HTTP/1.1\r\nHost: 127.0.0.1:${stage.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    expect(upgrade.status).toBe(401);
  });
});

describe('A4: a key is shown once', () => {
  it('and is nowhere in the data folder, the log or any answer after', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    await keys.stage.set({ logLevel: 'debug', logProxyRequestShape: true });
    const { key, id, keyHint } = await keys.create({ name: 'canary' });
    expect((await keys.turn(key)).status).toBe(200);
    expect(said(await keys.turn(`${key}x`))).toEqual(unknown);
    await keys.stage.requestLog();
    const secret = key.slice('sk-clb-'.length);
    const { dataDir, log } = keys.stage;
    for (const file of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      expect([file.name, readFileSync(join(file.parentPath, file.name)).includes(secret)]).toEqual([file.name, false]);
    }
    expect(JSON.stringify(log)).not.toContain(secret);
    for (const path of [
      '/api/api-keys/',
      `/api/api-keys/${id}`,
      '/api/audit-logs',
      '/api/request-logs',
      '/api/settings',
    ])
      expect([path, (await keys.stage.call(path)).text.includes(secret)]).toEqual([path, false]);
    expect(keyHint).toBe(`sk-clb-…${key.slice(-4)}`);
    expect(secret).toMatch(/^[\w-]{43}$/);
  });

  it('never reaches the upstream', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create();
    await keys.turn(key);
    await keys.stage.turn({ headers: { 'x-api-key': key } });
    for (const { rawHeaders, headers } of keys.stage.upstream.requests) {
      expect(JSON.stringify(rawHeaders)).not.toContain(key);
      expect(headers['x-api-key']).toBeUndefined();
    }
  });
});

describe('A1 and S11: a WebSocket that was opened without a key', () => {
  it('serves nothing more once keys are asked for, and again when they are not', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    await using socket = await TestSocket.open(keys.stage);
    expect((await socket.ask()).last).toMatchObject({ type: 'response.completed' });
    await keys.stage.set({ requireApiKey: true });
    expect((await socket.ask()).last).toMatchObject({ type: 'error', error: { code: 'invalid_api_key' } });
    expect(await keys.stage.requestLog()).toHaveLength(1);
    await keys.stage.set({ requireApiKey: false });
    expect((await socket.ask()).last).toMatchObject({ type: 'response.completed' });
  });
});

describe('A5 and S12: the planes are apart', () => {
  it('a key opens nothing of the dashboard to one who could not open it without', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create();
    const forwarded = { 'x-forwarded-for': '10.0.0.9', authorization: `Bearer ${key}` };
    for (const [method, path] of [
      ['GET', '/api/api-keys/'],
      ['POST', `/api/api-keys/${id}/regenerate`],
      ['GET', '/api/accounts'],
      ['GET', '/api/settings'],
    ] as const)
      expect([path, (await keys.stage.call(path, { method, headers: forwarded })).status]).toEqual([path, 403]);
    expect((await keys.turn(key, { headers: { 'x-forwarded-for': '10.0.0.9' } })).status).toBe(200);
  });

  it('A7: an empty key is no key', async () => {
    await using keys: KeyStage = await startKeyStage({ accounts: ['acc-a'] });
    await keys.create();
    await keys.stage.set({ requireApiKey: true });
    for (const headers of [{ authorization: 'Bearer ' }, { 'x-api-key': '' }, { authorization: '' }])
      expect(said(await keys.stage.turn({ headers }))).toEqual(unknown);
  });
});
