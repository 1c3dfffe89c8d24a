import { describe, expect, it } from 'vitest';

import { ok } from '../fakes/upstream/steps.ts';
import { call } from './http-client.ts';
import { startStage } from './harness.ts';

/** Names and values in turn → pairs with lower-case names, so that duplicates show. */
function pairs(rawHeaders: readonly string[] = []): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    (rawHeaders[index * 2] ?? '').toLowerCase(),
    rawHeaders[index * 2 + 1] ?? '',
  ]);
}

describe('request headers on the native path', () => {
  it('token and account id are the pool account’s; credentials of the client never reach the upstream', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const canary = 'client-secret-canary';
    const answer = await stage.turn({
      headers: {
        authorization: `Bearer ${canary}`,
        'chatgpt-account-id': 'client-account',
        'x-api-key': canary,
        'api-key': canary,
        cookie: `session=${canary}`,
        'proxy-authorization': `Basic ${canary}`,
        'sec-fetch-site': 'none',
        referer: `http://127.0.0.1/${canary}`,
        connection: 'keep-alive, x-hop',
        'x-hop': canary,
      },
    });
    expect(answer.status).toBe(200);
    const sent = pairs(stage.upstream.turns()[0]?.rawHeaders);
    expect(sent.filter(([name]) => name === 'authorization')).toEqual([
      ['authorization', `Bearer ${stage.account('acc-a').accessToken}`],
    ]);
    expect(sent.filter(([name]) => name === 'chatgpt-account-id')).toEqual([['chatgpt-account-id', 'acc-a']]);
    expect(JSON.stringify(sent)).not.toContain(canary);
    const names = sent.map(([name]) => name);
    for (const name of ['cookie', 'x-api-key', 'api-key', 'x-hop', 'referer', 'sec-fetch-site', 'proxy-authorization'])
      expect(names).not.toContain(name);
    expect(sent.find(([name]) => name === 'host')?.[1]).toBe(new URL(stage.upstream.origin).host);
  });

  it('what the client says of itself and of its session passes as it came', async () => {
    await using stage = await startStage();
    const own = {
      'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm (codex_exec; 0.169.0)',
      originator: 'codex_exec',
      'session-id': '01a1fc87-0000',
      'thread-id': '01a1fc87-0000',
      'x-client-request-id': '01a1fc87-0000',
      'x-codex-window-id': '01a1fc87-0000:0',
      'x-codex-beta-features': 'remote_compaction_v2',
      'x-codex-routing-hint': 'model=gpt-5.5',
      'x-codex-turn-metadata': '{"installation_id":"i","request_kind":"turn"}',
      'x-codex-turn-state': 'state-of-this-turn',
      accept: 'text/event-stream',
    };
    await stage.turn({ headers: own });
    const turn = stage.upstream.turns()[0];
    for (const [name, value] of Object.entries(own)) expect([name, turn?.headers[name]]).toEqual([name, value]);
    expect(JSON.stringify(turn?.rawHeaders).toLowerCase()).not.toContain('evenkeel');
  });

  it('evenkeel is named only where the client names nothing', async () => {
    await using stage = await startStage();
    await stage.turn();
    const turn = stage.upstream.turns()[0];
    expect(turn?.headers['user-agent']).toBe('evenkeel/0.0.0-test');
    expect(turn?.headers.originator).toBe('evenkeel');
  });

  it('the request id of the client goes on, and comes back; without one we make it', async () => {
    await using stage = await startStage();
    const own = await stage.turn({ headers: { 'x-request-id': 'client-request-7' } });
    expect(own.headers['x-request-id']).toBe('client-request-7');
    expect(stage.upstream.turns()[0]?.headers['x-request-id']).toBe('client-request-7');
    const made = await stage.turn();
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(stage.upstream.turns()[1]?.headers['x-request-id']).toBe(made.headers['x-request-id']);
    expect((await stage.requestLog()).map(({ requestId }) => requestId)).toEqual([
      made.headers['x-request-id'],
      'client-request-7',
    ]);
    const unusable = await stage.turn({ headers: { 'x-request-id': 'no spaces, "quotes" or <tags>' } });
    expect(unusable.headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/);
  });
});

describe('response headers on the native path', () => {
  it('what the client reads comes through, set-cookie and hop-by-hop do not', async () => {
    await using stage = await startStage();
    const headers = {
      'x-codex-turn-state': 'next',
      'x-models-etag': 'W/"1"',
      'x-reasoning-included': 'true',
      'openai-model': 'gpt-5.5',
      'x-oai-request-id': 'oai-1',
      'cf-ray': 'ray-1',
      'x-request-id': 'upstream-request-1',
      'set-cookie': '__cf_bm=pool-session; path=/',
      'strict-transport-security': 'max-age=1',
    };
    stage.account('acc-a').script([ok('hi', { headers })]);
    const answer = await stage.turn();
    for (const name of ['x-codex-turn-state', 'x-reasoning-included', 'openai-model', 'cf-ray'] as const)
      expect([name, answer.headers[name]]).toEqual([name, headers[name]]);
    // Of a list that the client was never given.
    expect(answer.headers['x-models-etag']).toBeUndefined();
    expect(answer.headers['x-request-id']).toBe('upstream-request-1');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    expect(pairs(answer.rawHeaders).filter(([name]) => name === 'transfer-encoding')).toHaveLength(1);
  });

  it('rate limits in the head of an answer become the account’s usage', async () => {
    await using stage = await startStage();
    const resetAt = Math.floor(Date.now() / 1000) + 3600;
    stage.account('acc-a').script([
      ok('hi', {
        headers: {
          'x-codex-primary-used-percent': '61.5',
          'x-codex-primary-window-minutes': '300',
          'x-codex-primary-reset-at': String(resetAt),
          'x-codex-secondary-used-percent': '80',
          'x-codex-secondary-window-minutes': '10080',
          'x-codex-secondary-reset-at': String(resetAt + 9000),
        },
      }),
    ]);
    await stage.turn();
    const { usage, resetAtPrimary } = stage.summary('acc-a');
    expect(usage).toMatchObject({ primaryRemainingPercent: 38.5, secondaryRemainingPercent: 20 });
    expect(resetAtPrimary).toBe(new Date(resetAt * 1000).toISOString());
  });
});

describe('paths of the native plane', () => {
  it('/backend-api/codex/v1/* is the same as without v1', async () => {
    await using stage = await startStage();
    expect((await stage.turn({ path: '/backend-api/codex/v1/responses' })).status).toBe(200);
    expect(stage.upstream.turns()).toHaveLength(1);
    const models = await stage.call('/backend-api/codex/v1/models?client_version=0.169.0');
    expect([models.status, models.json]).toMatchObject([200, { models: [{ slug: 'gpt-5.5' }, {}] }]);
  });

  it('a wrong method and an unknown path are refused here', async () => {
    await using stage = await startStage();
    const before = stage.upstream.requests.length;
    for (const [method, path] of [
      ['GET', '/backend-api/codex/responses'],
      ['POST', '/backend-api/codex/unknown'],
      ['GET', '/v2/other'],
    ] as const) {
      const answer = await call(stage.origin, path, { method, headers: { 'content-type': 'application/json' } });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect(stage.upstream.requests).toHaveLength(before);
  });
});
