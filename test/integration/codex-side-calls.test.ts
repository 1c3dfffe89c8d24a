import { describe, expect, it } from 'vitest';

import { compaction, ok } from '../fakes/upstream/steps.ts';
import { makeClaims, makeJwt } from '../fakes/auth-file.ts';
import { errorOf } from './http-client.ts';
import { hello, startStage } from './harness.ts';

const json = { 'content-type': 'application/json' };

describe('usage as the Codex CLI reads it', () => {
  it.each(['/backend-api/wham/usage', '/api/codex/usage'])('%s is the pool’s, in integers', async (path) => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', { id: 'acc-c', plan: 'pro' }] });
    await stage.engine.pauseAccount(stage.summary('acc-c').accountId);
    const answer = await stage.call(path);
    expect(answer.status).toBe(200);
    const payload = answer.json as {
      plan_type: string;
      rate_limit: Record<'primary_window' | 'secondary_window', Record<string, number>>;
      credits: { has_credits: boolean };
    };
    expect(payload).toMatchObject({
      plan_type: 'plus',
      rate_limit: {
        allowed: true,
        limit_reached: false,
        primary_window: { used_percent: 15, limit_window_seconds: 18_000 },
        secondary_window: { used_percent: 25, limit_window_seconds: 604_800 },
      },
      credits: { has_credits: false, unlimited: false },
    });
    for (const window of Object.values(payload.rate_limit).filter((one) => typeof one === 'object'))
      for (const value of Object.values(window)) expect(Number.isInteger(value)).toBe(true);
    expect(stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/wham/usage'))).toHaveLength(3);
  });

  it('an empty pool answers in the same form', async () => {
    await using stage = await startStage({ accounts: [] });
    const answer = await stage.call('/backend-api/wham/usage');
    expect([answer.status, answer.json]).toEqual([
      200,
      expect.objectContaining({ rate_limit: expect.objectContaining({ allowed: false, primary_window: null }) }),
    ]);
  });
});

describe('accounts/check', () => {
  it.each(['/backend-api/wham/accounts/check', '/api/codex/accounts/check'])(
    '%s names the client’s own account, from its token or its header, and asks nobody',
    async (path) => {
      await using stage = await startStage();
      const before = stage.upstream.requests.length;
      const token = makeJwt(makeClaims({ email: 'me@example.test', accountId: 'client-own-id', plan: 'pro' }));
      const answer = await stage.call(path, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.json).toMatchObject({
        accounts: [
          {
            id: 'client-own-id',
            plan_type: 'pro',
            workspace_backend_origin: expect.stringMatching(/^https:\/\//),
            account_routing_override: 'NO_CONSTRAINT',
          },
        ],
        account_ordering: ['client-own-id'],
        default_account_id: 'client-own-id',
      });
      const stated = await stage.call(path, { headers: { 'chatgpt-account-id': 'stated-id' } });
      expect(stated.json).toMatchObject({ default_account_id: 'stated-id' });
      expect((await stage.call(path)).json).toMatchObject({ accounts: [] });
      expect(stage.upstream.requests).toHaveLength(before);
    },
  );
});

describe('the other paths of a Codex client', () => {
  it('analytics are taken and dropped: never forwarded, never kept', async () => {
    await using stage = await startStage();
    const before = stage.upstream.requests.length;
    const body = '{"events":[{"event_type":"codex_thread_initialized","x":"analytics-canary"}]}';
    const answer = await stage.call('/backend-api/codex/analytics-events/events', {
      method: 'POST',
      headers: json,
      body,
    });
    expect(answer.status).toBe(200);
    expect(stage.upstream.requests).toHaveLength(before);
    expect(JSON.stringify([stage.log, await stage.requestLog()])).not.toContain('analytics-canary');
  });

  it('answered here: settings/user and rate-limit-reset-credits', async () => {
    await using stage = await startStage();
    const before = stage.upstream.requests.length;
    for (const base of ['/backend-api/wham', '/api/codex']) {
      expect((await stage.call(`${base}/settings/user`)).json).toEqual({});
      expect((await stage.call(`${base}/rate-limit-reset-credits`)).json).toMatchObject({ available_count: 0 });
    }
    expect(stage.upstream.requests).toHaveLength(before);
  });

  it('unknown ones are 404 in the upstream’s words, and never go out on a pool account’s credentials', async () => {
    await using stage = await startStage();
    const before = stage.upstream.requests.length;
    for (const [method, path] of [
      ['GET', '/backend-api/ps/plugins/installed?limit=200'],
      ['GET', '/backend-api/ps/plugins/suggested/codex?scope=GLOBAL'],
      ['POST', '/backend-api/ps/mcp'],
      ['GET', '/backend-api/wham/config/bundle'],
      ['GET', '/backend-api/wham/profiles/me'],
      ['GET', '/backend-api/wham/workspace-messages'],
      ['GET', '/backend-api/wham/tasks/list'],
      ['POST', '/backend-api/wham/tasks'],
      ['GET', '/backend-api/wham/environments'],
      ['POST', '/backend-api/wham/accounts/send_add_credits_nudge_email'],
      ['GET', '/backend-api/codex/nothing'],
      ['GET', '/backend-api/me'],
      ['GET', '/api/codex/nothing'],
    ] as const) {
      const answer = await stage.call(path, { method, headers: json });
      expect([path, answer.status, answer.json]).toEqual([path, 404, { detail: 'Not Found' }]);
    }
    expect(stage.upstream.requests).toHaveLength(before);
  });

  it('passed on, on the account of the conversation, with the client’s bytes', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' } });
    await stage.turn({ session: 'c-1' });
    const home = stage.served()[0];
    for (const [method, path] of [
      ['GET', '/codex/thread/goal/get?thread_id=c-1'],
      ['POST', '/codex/thread/goal/set'],
      ['POST', '/codex/thread/goal/clear'],
      ['POST', '/codex/memories/trace_summarize'],
      ['POST', '/codex/safety/arc'],
      ['POST', '/codex/alpha/search'],
      ['GET', '/codex/agent-identities/jwks'],
      ['GET', '/wham/agent-identities/jwks'],
    ] as const) {
      const body = method === 'POST' ? '{ "a" : 1.0 }' : undefined;
      const answer = await stage.call(`/backend-api${path}`, {
        method,
        headers: { ...json, 'session-id': 'c-1' },
        ...(body === undefined ? {} : { body }),
      });
      // The fake knows none of them; its own words show that they arrived there.
      expect([path, answer.status, answer.json]).toEqual([path, 404, { detail: 'Not Found' }]);
      const last = stage.upstream.requests.at(-1);
      expect([last?.method, last?.path, last?.accountId]).toEqual([method, `/backend-api${path}`, home]);
      expect(last?.rawBody.toString()).toBe(body ?? '');
    }
    expect(await stage.requestLog()).toHaveLength(1);
  });
});

describe('compaction', () => {
  it('new CLIs: a compaction_trigger on /responses passes byte for byte', async () => {
    await using stage = await startStage();
    const answer = await stage.turn({ input: [hello, { type: 'compaction_trigger' }] });
    expect(answer.bytes.equals(stage.upstream.turns()[0]?.sentBytes ?? Buffer.alloc(0))).toBe(true);
    expect(answer.text).toContain('"type":"compaction"');
  });

  it('0.98: /responses/compact becomes a turn and its stream one JSON answer', async () => {
    await using stage = await startStage();
    const answer = await stage.turn({
      path: '/backend-api/codex/responses/compact',
      body: { model: 'gpt-5.5', input: [hello], instructions: 'be brief' },
      headers: { accept: 'application/json' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json).toMatchObject({ output: [{ type: 'compaction', encrypted_content: 'enc:acc-a:1' }] });
    expect(stage.upstream.turns()[0]?.json).toMatchObject({
      model: 'gpt-5.5',
      instructions: 'be brief',
      input: [hello, { type: 'compaction_trigger' }],
      store: false,
      stream: true,
    });
    expect((await stage.requestLog())[0]).toMatchObject({
      requestKind: 'compact',
      status: 'success',
      tokens: 140,
    });
  });

  it('0.98: an answer without a compaction item is an error that says so; a body without input is 400', async () => {
    await using stage = await startStage();
    const path = '/backend-api/codex/responses/compact';
    stage.account('acc-a').script([ok('no compaction here'), compaction()]);
    const empty = await stage.turn({ path, body: { model: 'gpt-5.5', input: [hello] } });
    expect([empty.status, errorOf(empty).code]).toEqual([502, 'upstream_error']);
    const malformed = await stage.turn({ path, body: { model: 'gpt-5.5' } });
    expect([malformed.status, errorOf(malformed).code]).toEqual([400, 'request_malformed']);
    expect((await stage.turn({ path, body: { model: 'gpt-5.5', input: [hello] } })).status).toBe(200);
  });
});
