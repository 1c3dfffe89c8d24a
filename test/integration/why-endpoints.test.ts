import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { lbEventsSchema, lbStateSchema } from '../../src-proxy/contract/debug.ts';
import { status, usageLimit } from '../fakes/upstream/steps.ts';
import { errorOf } from './http-client.ts';
import { startStage, turnBody, type Stage } from './harness.ts';

const on = { EVENKEEL_DEBUG_ENDPOINTS_ENABLED: 'true' };

describe('why an account was chosen (pains, weakness 11)', () => {
  it('is nobody’s business until its owner says so, and at once when he does', async () => {
    await using stage = await startStage();
    for (const path of ['/debug/lb/events', '/debug/lb/state', '/debug/lb/other']) {
      const answer = await stage.call(path);
      expect([answer.status, errorOf(answer).code]).toEqual([404, 'not_found']);
    }
    await stage.set({ debugEndpointsEnabled: true });
    expect((await stage.call('/debug/lb/events')).status).toBe(200);
    await stage.set({ debugEndpointsEnabled: null });
    expect((await stage.call('/debug/lb/events')).status).toBe(404);
  });

  it.each([['EVENKEEL_DEBUG_ENDPOINTS_ENABLED'], ['CODEX_LB_DEBUG_ENDPOINTS_ENABLED']])('by %s', async (name) => {
    await using stage = await startStage({ accounts: [], environment: { [name]: '1' } });
    expect((await stage.call('/debug/lb/state')).status).toBe(200);
  });

  it('is told to this machine alone', async () => {
    await using stage = await startStage({ accounts: [], environment: on });
    const forwarded = await stage.call('/debug/lb/state', { headers: { 'x-forwarded-for': '10.0.0.1' } });
    const foreign = await stage.call('/debug/lb/state', { headers: { origin: 'http://evil.test' } });
    expect([forwarded.status, foreign.status]).toEqual([403, 403]);
  });

  it('events: newest first, every candidate of every attempt with its reason, and how it ended', async () => {
    await using stage = await startStage({ environment: on });
    await stage.turn({ session: 'c-1' });
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 7200 })]);
    await stage.turn({ session: 'c-1', headers: { 'x-request-id': 'moved' } });
    const { events } = lbEventsSchema.parse((await stage.call('/debug/lb/events')).json);
    const [a, b] = [stage.summary('acc-a').accountId, stage.summary('acc-b').accountId];
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      requestId: 'moved',
      model: 'gpt-5.5',
      conversationId: 'c-1',
      affinity: { bound: 'moved' },
      movedFrom: a,
      outcome: { status: 'success', statusCode: 200, accountId: b },
    });
    expect(events[0]?.attempts.map(({ accountId, errorCode }) => [accountId, errorCode])).toEqual([
      [a, 'usage_limit_reached'],
      [b, null],
    ]);
    for (const { decision } of events.flatMap(({ attempts }) => attempts)) {
      expect(new Set(decision.candidates.map(({ accountId }) => accountId))).toEqual(new Set([a, b]));
      for (const candidate of decision.candidates) expect(candidate.detail).not.toBe('');
    }
    const one = lbEventsSchema.parse((await stage.call('/debug/lb/events?limit=1')).json);
    expect(one.events).toEqual(events.slice(0, 1));
    expect((await stage.call('/debug/lb/events?limit=0')).status).toBe(422);
  });

  it('a request that nobody served says why for every account', async () => {
    await using stage = await startStage({ environment: on });
    for (const id of ['acc-a', 'acc-b']) await stage.engine.pauseAccount(stage.summary(id).accountId);
    expect((await stage.turn()).status).toBe(503);
    const { events } = lbEventsSchema.parse((await stage.call('/debug/lb/events')).json);
    expect(events[0]).toMatchObject({ attempts: [], outcome: { status: 'error', accountId: null } });
    expect(events[0]?.refusedDecision?.candidates).toEqual(
      ['acc-a', 'acc-b'].map((id) => ({
        accountId: stage.summary(id).accountId,
        verdict: 'ineligible',
        code: 'paused',
        detail: 'paused',
        facts: { short: expect.any(Number), long: expect.any(Number), figure: null },
      })),
    );
    expect((await stage.requestLog())[0]?.refusedDecision).toEqual(events[0]?.refusedDecision);
  });

  it('state: every account as the next choice sees it', async () => {
    await using stage = await startStage({ environment: { ...on, EVENKEEL_ACCOUNT_STREAM_LIMIT: '5' } });
    await stage.turn({ session: 'c-1' });
    await stage.turn({ session: 'c-2' });
    stage.account('acc-a').script([status(429, { detail: 'Too Many Requests' }, { 'retry-after': '30' })]);
    expect((await stage.turn()).status).toBe(200);
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    const state = lbStateSchema.parse((await stage.call('/debug/lb/state')).json);
    expect(state).toMatchObject({ strategy: 'usage_weighted', caps: { streams: 5 } });
    const [a, b] = state.accounts;
    expect(a).toMatchObject({
      displayName: 'acc-a@example.test',
      status: 'active',
      standing: { kind: 'resting', code: 'cooldown' },
      shortUsedPercent: 10,
      inFlight: 0,
      stickySessions: 2,
    });
    expect(a?.cooldownUntil).not.toBeNull();
    expect(a?.cooldownUntil).toBe(a?.standing.until);
    expect(b).toMatchObject({ status: 'paused', standing: { kind: 'out', code: 'paused' }, stickySessions: 0 });
  });
});

describe('the shape of requests in the log', () => {
  const canary = 'canary-4e1f';

  async function talk(stage: Stage): Promise<string[]> {
    const body = turnBody([{ type: 'message', role: 'user', content: canary }], {
      instructions: `${canary} instructions`,
      prompt_cache_key: `${canary}-key`,
      tools: [{ type: 'function', name: `${canary}_tool` }],
    });
    expect((await stage.turn({ body })).status).toBe(200);
    return stage.log.filter(({ message }) => message === 'Shape of a request').map(({ data }) => JSON.stringify(data));
  }

  it('off by default', async () => {
    await using stage = await startStage();
    expect(await talk(stage)).toEqual([]);
  });

  it.each([['EVENKEEL_LOG_PROXY_REQUEST_SHAPE'], ['CODEX_LB_LOG_PROXY_REQUEST_SHAPE']])(
    '%s: one line, with sizes and counts and not a word of what was said, nowhere in the log',
    async (name) => {
      await using stage = await startStage({ environment: { [name]: 'true' } });
      const [line, ...more] = await talk(stage);
      expect(more).toEqual([]);
      expect(line).toMatch(/"items":\{"message\.user":1\}.*"tools":1.*"promptCacheKey":"hmac:[\w-]{12}"/);
      expect(JSON.stringify(stage.log)).not.toContain(canary);
      await stage.engine.stop();
      for (const entry of readdirSync(stage.dataDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !entry.parentPath.endsWith('logs')) continue;
        expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain(canary);
      }
    },
  );

  it('with the raw key only where that is asked for, and then nothing else raw', async () => {
    await using stage = await startStage({
      environment: {
        CODEX_LB_LOG_PROXY_REQUEST_SHAPE: '1',
        CODEX_LB_LOG_PROXY_REQUEST_SHAPE_RAW_CACHE_KEY: '1',
      },
    });
    const [line] = await talk(stage);
    expect(line).toContain(`"promptCacheKey":"${canary}-key"`);
    expect(line?.replace(`${canary}-key`, '')).not.toContain(canary);
  });
});
