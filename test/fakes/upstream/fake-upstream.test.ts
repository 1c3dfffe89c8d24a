import { zstdCompressSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { catalogueEtag } from './models-catalogue.ts';
import { createLatch } from './latch.ts';
import { startFakeUpstream } from './start-fake-upstream.ts';
import type { FakeUpstream } from './start-fake-upstream.ts';
import type { FakeAccount } from './fake-account.ts';
import {
  burst429,
  dropAfterFirstEvent,
  dropBeforeFirstEvent,
  dropBeforeHead,
  endWithoutCompleted,
  firstEventFailed,
  ok,
  silent,
  toolCall,
  usageLimit,
} from './steps.ts';

let upstream: FakeUpstream;
let account: FakeAccount;

beforeEach(async () => {
  upstream = await startFakeUpstream({ enforceEncryptedContent: true });
  account = upstream.addAccount({ id: 'acc-a' });
});

afterEach(() => upstream.close());

function turn(body: unknown = { model: 'gpt-5.5', input: [] }, init: RequestInit = {}): Promise<Response> {
  return fetch(`${upstream.baseUrl}/codex/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });
}

function refresh(refreshToken: string): Promise<Response> {
  return fetch(`${upstream.authBaseUrl}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'test' }),
  });
}

function eventNames(text: string): string[] {
  return [...text.matchAll(/^event: (.+)$/gm)].map((match) => match[1] ?? '');
}

describe('the fake upstream answers', () => {
  it('with the events of the Responses API, and records what came and what went', async () => {
    const text = await (await turn()).text();
    expect(eventNames(text).filter((name) => name !== 'response.output_text.delta')).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(text).toContain('Hello from acc-a');
    const [recorded] = upstream.turns();
    expect(recorded?.sentBytes.toString()).toBe(text);
    expect(recorded).toMatchObject({ accountId: 'acc-a', json: { model: 'gpt-5.5' }, bodyComplete: true });
  });

  it.each(['event', 'byte', 'whole'] as const)('the same bytes in pieces of one %s', async (chunking) => {
    account.script([ok('Two words', { chunking })]);
    const text = await (await turn()).text();
    expect(text).toBe(upstream.turns()[0]?.sentBytes.toString());
    expect(eventNames(text).at(-1)).toBe('response.completed');
  });

  it('a body that came as zstd', async () => {
    const body = zstdCompressSync(Buffer.from(JSON.stringify({ model: 'm', input: [] })));
    await turn(null, {
      body,
      headers: { authorization: `Bearer ${account.accessToken}`, 'content-encoding': 'zstd' },
    });
    expect(upstream.turns()[0]?.json).toEqual({ model: 'm', input: [] });
    expect(upstream.turns()[0]?.rawBody).toEqual(body);
  });

  it('scripted steps in order, then plainly', async () => {
    account.script([usageLimit({ resetsAt: 2_000_000_000 }), burst429(), toolCall('exec_command', { cmd: 'ls' })]);
    const limited = await turn();
    expect(limited.status).toBe(429);
    expect(limited.headers.get('x-codex-primary-reset-at')).toBe('2000000000');
    expect(await limited.json()).toMatchObject({ error: { type: 'usage_limit_reached', resets_at: 2_000_000_000 } });
    expect((await turn()).status).toBe(429);
    expect(await (await turn()).text()).toContain(String.raw`{\"cmd\":\"ls\"}`);
    expect(await (await turn()).text()).toContain('Hello from acc-a');
  });

  it('a compaction trigger with one compaction item', async () => {
    const text = await (await turn({ model: 'm', input: [{ type: 'compaction_trigger' }] })).text();
    expect(text).toContain('"type":"compaction","encrypted_content":"enc:acc-a:1"');
  });

  it('sealed content of another account with a 400, of its own with an answer', async () => {
    const input = (sealed: string) => ({ model: 'm', input: [{ type: 'reasoning', encrypted_content: sealed }] });
    expect((await turn(input('enc:acc-a:1'))).status).toBe(200);
    const refused = await turn(input('enc:acc-b:1'));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 'invalid_encrypted_content' } });
  });
});

describe('the fake upstream breaks', () => {
  it('before the head', async () => {
    account.script([dropBeforeHead()]);
    await expect(turn()).rejects.toThrow('fetch failed');
  });

  it.each([
    [dropBeforeFirstEvent(), 0],
    [dropAfterFirstEvent(), 1],
    [dropAfterFirstEvent(5), 5],
  ])('after the head and some events: %o', async (step, count) => {
    account.script([step]);
    const response = await turn();
    const seen: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of response.body ?? []) seen.push(chunk);
    })();
    await expect(reading).rejects.toThrow('terminated');
    expect(eventNames(Buffer.concat(seen).toString())).toHaveLength(count);
    await upstream.turns()[0]?.ended;
    expect(upstream.turns()[0]?.closedEarlyAtMs).toBeNull();
  });

  it('by ending without response.completed, and by failing first', async () => {
    account.script([endWithoutCompleted(), firstEventFailed('usage_limit_reached')]);
    expect(eventNames(await (await turn()).text())).not.toContain('response.completed');
    expect(eventNames(await (await turn()).text())).toEqual(['response.failed']);
  });

  it('by silence, and notes when the client leaves', async () => {
    account.script([silent(createLatch())]);
    const leaving = new AbortController();
    const response = await turn(undefined, { signal: leaving.signal });
    expect(response.status).toBe(200);
    leaving.abort();
    const recorded = await upstream.waitForRequest((request) => request.pathname.endsWith('/responses'));
    await recorded.ended;
    expect(recorded.closedEarlyAtMs).not.toBeNull();
  });
});

describe('the fake upstream knows its accounts', () => {
  it('refuses unknown and expired tokens until they are refreshed', async () => {
    upstream.expireAccessTokens(account);
    const refused = await turn();
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { code: 'token_expired' } });
    expect((await refresh(account.refreshToken)).status).toBe(200);
    expect((await turn()).status).toBe(200);
  });

  it('takes each refresh token once', async () => {
    const first = account.refreshToken;
    await refresh(first);
    const again = await refresh(first);
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ error: { code: 'refresh_token_reused' } });
    expect(await (await refresh('never seen')).json()).toMatchObject({ error: { code: 'refresh_token_expired' } });
  });

  it('serves models with an ETag, usage, and nothing else', async () => {
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(`${upstream.baseUrl}${path}`, { headers: { authorization: `Bearer ${account.accessToken}`, ...headers } });
    const models = await get('/codex/models?client_version=0.169.0');
    expect(models.headers.get('etag')).toBe(catalogueEtag);
    expect((await get('/codex/models', { 'if-none-match': catalogueEtag })).status).toBe(304);
    expect(await (await get('/wham/usage')).json()).toMatchObject({
      plan_type: 'plus',
      rate_limit: { primary_window: { used_percent: 10, limit_window_seconds: 18_000 } },
    });
    expect((await get('/wham/usage', { 'chatgpt-account-id': 'acc-b' })).status).toBe(403);
    const other = await get('/wham/tasks');
    expect([other.status, await other.json()]).toEqual([404, { detail: 'Not Found' }]);
  });
});
