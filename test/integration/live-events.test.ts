import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { liveEventSchema, type LiveEvent } from '../../src-proxy/contract/events.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { call, errorOf, type Answer, eventsFrom, lastEvent, open, readAnswer } from './http-client.ts';
import { startStage, turnBody, type Stage } from './harness.ts';

/** Events in the contract's form, in order; `until` takes them off until one fits. */
async function watch(stage: Stage) {
  const response = await open(stage.origin, '/api/events');
  const source = eventsFrom(response);
  const next = async (): Promise<LiveEvent> => {
    const { value, done } = await source.next();
    if (done) throw new Error('The events ended.');
    const event = liveEventSchema.parse(value.data);
    expect(value.event).toBe(event.type);
    return event;
  };
  return {
    response,
    next,
    async until(fits: (event: LiveEvent) => boolean): Promise<LiveEvent[]> {
      const seen: LiveEvent[] = [];
      for (;;) {
        const event = await next();
        seen.push(event);
        if (fits(event)) return seen;
      }
    },
  };
}

describe('GET /api/events', () => {
  it('a snapshot first, then what changes: account, request, engine', async () => {
    await using stage = await startStage();
    await stage.turn();
    const events = await watch(stage);
    expect(events.response.headers['content-type']).toBe('text/event-stream');
    expect(events.response.headers['cache-control']).toBe('no-store');
    const snapshot = await events.next();
    expect(snapshot).toMatchObject({
      type: 'snapshot',
      engine: { phase: 'running', origin: stage.origin, vault: { kind: 'memory' }, activeRequests: 0 },
      accounts: [{ chatgptAccountId: 'acc-a' }, { chatgptAccountId: 'acc-b' }],
      requests: [{ id: 1, status: 'success' }],
    });
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    await stage.turn();
    let limited = false;
    let logged: LiveEvent | null = null;
    // Which of the two comes first is nobody's promise.
    await events.until((event) => {
      if (event.type === 'account' && event.account.chatgptAccountId === 'acc-a')
        limited = event.account.status === 'rate_limited';
      if (event.type === 'request') logged = event;
      return limited && logged !== null;
    });
    expect(logged).toMatchObject({ request: { id: 2, status: 'success', upstreamStatusCode: 429 } });
    await stage.engine.removeAccount(stage.summary('acc-b').accountId, { history: false });
    await events.until(({ type }) => type === 'account-removed');
    await stage.set({ maxRequestBody: 9 });
    await events.until((event) => event.type === 'settings' && event.version === 1);
    events.response.destroy();
  });

  it('S36: a change of a key or a price, whoever made it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const events = await watch(stage);
    const told: string[] = [];
    const changed = async (type: LiveEvent['type'], method: string, path: string, body?: object): Promise<Answer> => {
      const init =
        body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await stage.call(path, { method, ...init });
      told.push(JSON.stringify(await events.until((event) => event.type === type)));
      return answer;
    };
    const made = await changed('api-keys', 'POST', '/api/api-keys/', { name: 'a key' });
    const { id, key } = made.json as { id: string; key: string };
    await changed('api-keys', 'PATCH', `/api/api-keys/${id}`, { name: 'another' });
    await changed('api-keys', 'POST', `/api/api-keys/${id}/regenerate`);
    await changed('api-keys', 'POST', `/api/api-keys/${id}/reset-usage`);
    await stage.engine.apiKeys.remove(id, 'command line');
    await events.until(({ type }) => type === 'api-keys');
    await changed('prices', 'PUT', '/api/prices/my-model', { standard: { input: 1, cachedInput: null, output: 2 } });
    await changed('prices', 'DELETE', '/api/prices/my-model');
    expect(told.join('')).not.toContain(key);
    events.response.destroy();
  });

  it('the snapshot holds at most 50 requests, newest first', async () => {
    await using stage = await startStage();
    await Promise.all(Array.from({ length: 60 }, () => stage.turn()));
    const events = await watch(stage);
    const snapshot = await events.next();
    const ids = snapshot.type === 'snapshot' ? snapshot.requests.map(({ id }) => id) : [];
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
    events.response.destroy();
  });

  it('holds no token', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    await stage.turn();
    const text = JSON.stringify(stage.engine.snapshot());
    expect(text).not.toContain(stage.account('acc-a').accessToken);
    expect(text).not.toContain(stage.account('acc-a').refreshToken);
  });
});

describe('S1: /health', () => {
  it('says at once when nobody can serve, and which settings are in force', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const { accountId } = stage.summary('acc-a');
    const health = async () => (await stage.call('/health')).json as Record<string, unknown>;
    const first = await health();
    expect(first).toMatchObject({ status: 'ok', version: '0.0.0-test', checks: { store: true, canServe: true } });
    await stage.call(`/api/accounts/${accountId}/pause`, { method: 'POST' });
    expect(await health()).toMatchObject({ status: 'degraded', checks: { store: true, canServe: false } });
    await stage.call(`/api/accounts/${accountId}/reactivate`, { method: 'POST' });
    expect(await health()).toMatchObject({ status: 'ok' });
    await stage.call('/api/settings', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ streamIdleTimeout: 77 }),
    });
    expect((await health())['settingsVersion']).toBe(Number(first['settingsVersion']) + 1);
  });
});

describe('draining', () => {
  it('lets a running stream end, refuses new work with 503, and says so in /health/ready and in events', async () => {
    await using stage = await startStage();
    const { origin } = stage;
    for (const path of ['/health', '/health/live', '/health/ready', '/health/startup'])
      expect([path, (await stage.call(path)).status]).toEqual([path, 200]);
    expect((await stage.call('/health')).json).toMatchObject({ status: 'ok', app: 'evenkeel' });
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c d', { hold })]);
    const running = stage.turn();
    await stage.upstream.waitForRequest(() => stage.upstream.turns().length === 1);
    const events = await watch(stage);
    const stopped = stage.engine.stop();
    await events.until((event) => event.type === 'engine' && event.engine.phase === 'draining');
    const ready = await call(origin, '/health/ready');
    expect([ready.status, ready.json]).toEqual([503, expect.objectContaining({ status: 'unavailable' })]);
    expect((await call(origin, '/health/live')).status).toBe(200);
    const refused = await stage.turn();
    expect([refused.status, errorOf(refused).code, refused.headers['retry-after']]).toEqual([503, 'draining', '5']);
    hold.open();
    expect(lastEvent(await running).type).toBe('response.completed');
    await stopped;
    expect(stage.engine.state()).toMatchObject({ phase: 'stopped' });
    await expect(open(origin, '/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the end of patience at quit', () => {
  it('a stream that outlasts shutdownDrainTimeout ends with response.failed, not with a silent cut', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_SHUTDOWN_DRAIN_TIMEOUT: '0' } });
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c d', { hold })]);
    const response = await open(stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: turnBody(),
    });
    const answer = readAnswer(response);
    const stopped = stage.engine.stop();
    expect(lastEvent(await answer).type).toBe('response.failed');
    await stopped;
    hold.open();
  });

  it.each([
    ['from the beginning', false],
    ['while it already drains', true],
  ])('comes at once for whoever stops it without patience, %s', async (_when, drainsAlready) => {
    await using stage = await startStage({ environment: { EVENKEEL_SHUTDOWN_DRAIN_TIMEOUT: '600' } });
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c d', { hold })]);
    const response = await open(stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: turnBody(),
    });
    const answer = readAnswer(response);
    const drained = drainsAlready ? stage.engine.stop() : null;
    const stopped = stage.engine.stop({ patienceMs: 0 });
    expect(lastEvent(await answer).type).toBe('response.failed');
    await Promise.all([drained, stopped]);
    expect(stage.engine.state().phase).toBe('stopped');
    hold.open();
  });
});

describe('pages', () => {
  it('/ leads to /dashboard, every page has its Content Security Policy, the files come from the build', async () => {
    await using stage = await startStage({ accounts: [] });
    const missing = await stage.call('/dashboard');
    expect([missing.status, missing.text]).toEqual([503, expect.stringMatching(/npm run build/)]);
    const folder = join(stage.home, 'dashboard');
    await mkdir(join(folder, 'assets'), { recursive: true });
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Evenkeel</title>');
    await writeFile(join(folder, 'assets', 'app.js'), 'export {};');
    await writeFile(join(stage.home, 'secret.txt'), 'outside');
    const root = await stage.call('/');
    expect([root.status, root.headers.location]).toEqual([302, '/dashboard']);
    for (const path of ['/dashboard', '/dashboard/accounts', '/dashboard/assets/app.js', '/dashboard/none.js', '/']) {
      const { headers } = await stage.call(path);
      expect([path, headers['content-security-policy']]).toEqual([path, expect.stringContaining("default-src 'none'")]);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    expect((await stage.call('/dashboard/accounts')).text).toContain('<title>Evenkeel</title>');
    expect((await stage.call('/dashboard/none.js')).status).toBe(404);
    for (const path of ['/dashboard/../secret.txt', '/dashboard/%2e%2e/secret.txt', '/dashboard/..%2fsecret.txt'])
      expect((await stage.call(path)).text).not.toContain('outside');
    const api = await stage.call('/api/nothing');
    expect([api.status, errorOf(api).code]).toEqual([404, 'not_found']);
  });
});
