import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { ApiKeySummary, ApiKeyWithSecret, KeyTrends } from '../../src-proxy/contract/api-keys.ts';
import type { RequestLogEntry, RequestLogPage } from '../../src-proxy/contract/request-log.ts';
import { ok, status } from '../fakes/upstream/steps.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startKeyStage } from './api-key-stage.ts';
import { startCliStage } from './cli-process.ts';
import { turnBody } from './harness.ts';
import { call, errorOf } from './http-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

const dayMs = 86_400_000;
const limits = (['requests', 'input_tokens', 'output_tokens', 'total_tokens', 'cost_usd'] as const).map(
  (limitType) => ({
    limitType,
    limitWindow: 'monthly' as const,
    maxValue: 1_000_000_000,
    modelFilter: null,
  }),
);

/** What the rows of the log make of a key: of those that count, since those alone are an answer. */
function summed(rows: readonly RequestLogEntry[], keyId: string) {
  const of = rows.filter(({ apiKeyId, chargedAt }) => apiKeyId === keyId && chargedAt !== null);
  const sum = (figure: (row: RequestLogEntry) => number | null): number =>
    of.reduce((total, row) => total + (figure(row) ?? 0), 0);
  return {
    requestCount: of.length,
    inputTokens: sum(({ inputTokens }) => inputTokens),
    cachedInputTokens: sum(({ cachedInputTokens }) => cachedInputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    totalTokens: sum(({ tokens }) => tokens),
    totalCostMicroUsd: sum(({ costMicroUsd }) => costMicroUsd),
    unpricedRequests: of.filter(({ costMicroUsd }) => costMicroUsd === null).length,
  };
}

const counters = ({ limits: all }: ApiKeySummary): number[] => all.map(({ currentValue }) => currentValue);
const countersOf = (sums: ReturnType<typeof summed>): number[] => [
  sums.requestCount,
  sums.inputTokens,
  sums.outputTokens,
  sums.totalTokens,
  sums.totalCostMicroUsd,
];

describe('S44: what a key used', () => {
  it("is the sum of its rows in the log: requests, tokens, what was in the cache, and cost; nobody else's", async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a', 'acc-b'], vault: 'file' });
    const one = await keys.create({ name: 'one', limits });
    const other = await keys.create({ name: 'other', limits });
    const account = keys.stage.account('acc-a');
    account.script([
      ok('a', { usage: { inputTokens: 1000, cachedTokens: 900, outputTokens: 70, reasoningTokens: 50 } }),
      ok('b', { usage: { inputTokens: 300_000, cachedTokens: 0, outputTokens: 11, reasoningTokens: 0 } }),
      status(400, { error: { message: 'no', code: 'invalid_request' } }),
      ok('c', { usage: { inputTokens: 33, cachedTokens: 0, outputTokens: 1, reasoningTokens: 0 } }),
    ]);
    for (const model of ['gpt-5.6-sol', 'gpt-5.4', 'gpt-5.5', 'a-model-nobody-knows'])
      await keys.turn(one.key, { body: turnBody(undefined, { model }) });
    await keys.turn(other.key);
    await keys.stage.turn();
    const rows = await keys.stage.requestLog();
    expect(await keys.stage.requestLog(`?apiKeyId=${other.id}`)).toEqual(
      rows.filter(({ apiKeyId }) => apiKeyId === other.id),
    );
    expect(rows.map(({ apiKeyName }) => apiKeyName)).toEqual([null, 'other', 'one', 'one', 'one', 'one']);
    const expected = summed(rows, one.id);
    expect(expected).toEqual({
      requestCount: 3,
      inputTokens: 301_033,
      cachedInputTokens: 900,
      outputTokens: 82,
      totalTokens: 301_115,
      totalCostMicroUsd: 100 * 5 + 900 * 0.5 + 70 * 30 + Math.round(300_000 * 5 + 11 * 22.5),
      unpricedRequests: 1,
    });
    const shown = await keys.key(one.id);
    expect(shown.usage).toEqual({ ...expected, totalCostUsd: expected.totalCostMicroUsd / 1_000_000 });
    expect(counters(shown)).toEqual(countersOf(expected));
    expect((await keys.key(other.id)).usage.requestCount).toBe(1);

    const week = (await keys.ask('GET', `/${one.id}/usage-7d`)).json;
    expect(week).toMatchObject({
      ...expected,
      byAccount: [{ accountId: keys.stage.summary('acc-a').accountId, requestCount: 3 }],
    });
    const { points } = (await keys.ask('GET', `/${one.id}/trends`)).json as KeyTrends;
    expect(points).toHaveLength(168);
    expect(points.reduce((sum, { totalTokens }) => sum + totalTokens, 0)).toBe(expected.totalTokens);

    const told = await keys.stage.call('/v1/usage', { headers: { authorization: `Bearer ${one.key}` } });
    expect(told.json).toMatchObject({
      request_count: 3,
      total_tokens: 301_115,
      limits: [{ current_value: 3 }, {}, {}, {}, {}],
    });
    expect((await keys.stage.call('/v1/usage')).status).toBe(401);

    await keys.stage.restart();
    expect(await keys.key(one.id)).toEqual(shown);
  });

  it('neither pruning the log nor removing an account with its history gives anybody their allowance back', async () => {
    const clock = createShiftedClock();
    await using keys = await startKeyStage({ accounts: ['acc-a', 'acc-b'], vault: 'file', clock });
    const { key, id } = await keys.create({ limits });
    await keys.turn(key);
    await keys.stage.call(`/api/accounts/${keys.stage.summary('acc-a').accountId}?delete_history=true`, {
      method: 'DELETE',
    });
    clock.skip(5 * dayMs);
    await keys.turn(key);
    await keys.stage.set({ requestLogRetentionDays: 1 });
    const before = await keys.key(id);
    expect(before.usage.requestCount).toBe(2);
    await keys.stage.restart();
    expect(await keys.key(id)).toEqual(before);
    // Long after, the windows are empty and the totals what they were.
    clock.skip(40 * dayMs);
    await keys.stage.restart();
    const after = await keys.key(id);
    expect(after.usage).toEqual(before.usage);
    expect(counters(after)).toEqual([0, 0, 0, 0, 0]);
  });

  it('S46: a deleted key takes its secret along, and history keeps its name', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'], vault: 'file' });
    const { key, id } = await keys.create({ name: 'the old one' });
    await keys.turn(key);
    expect((await keys.ask('DELETE', `/${id}`)).json).toEqual({ status: 'deleted' });
    expect(errorOf(await keys.ask('GET', `/${id}`))).toMatchObject({ code: 'api_key_not_found' });
    expect((await keys.ask('GET', '/')).json).toEqual({ apiKeys: [] });
    await keys.stage.restart();
    expect((await keys.turn(key)).status).toBe(401);
    expect(await keys.stage.requestLog()).toMatchObject([
      { errorCode: 'invalid_api_key', apiKeyId: null },
      { apiKeyId: id, apiKeyName: 'the old one' },
    ]);
    const { json } = await keys.stage.call('/api/audit-logs');
    const { entries } = json as { entries: { action: string; target: string }[] };
    expect(entries.map(({ action, target }) => [action, target])).toEqual([
      ['api_key.delete', id],
      ['api_key.create', id],
    ]);
  });
});

describe('kill -9', () => {
  it('under load: counters, totals and log say the same after the start', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const server = stage.run(['serve'], {
      EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '0',
      EVENKEEL_ACCOUNT_STREAM_LIMIT: '0',
    });
    const origin = await server.listening();
    const account = upstream.addAccount({ id: 'acc-a' });
    const file = join(stage.home, 'acc-a.json');
    await writeFile(file, account.authFile());
    expect((await stage.finish(['accounts', 'import', file])).code).toBe(0);
    const headers = { 'content-type': 'application/json' };
    const made = await call(origin, '/api/api-keys', {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: 'k', limits }),
    });
    const { key, id } = made.json as ApiKeyWithSecret;
    let ended = 0;
    let killed = false;
    async function client(): Promise<void> {
      while (!killed) {
        const answer = await call(origin, '/backend-api/codex/responses', {
          method: 'POST',
          headers: { ...headers, authorization: `Bearer ${key}` },
          body: turnBody(),
        }).catch((error: unknown) => {
          if (!killed) throw error;
          return null;
        });
        if (answer?.text.includes('response.completed')) ended += 1;
        if (ended >= 150 && !killed) {
          killed = true;
          server.kill('SIGKILL');
        }
      }
    }
    await Promise.all(Array.from({ length: 8 }, client));
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const again = await stage.run(['serve']).listening();
    const rows = ((await call(again, '/api/request-logs?limit=1000')).json as RequestLogPage).requests;
    const shown = (await call(again, `/api/api-keys/${id}`)).json as ApiKeySummary;
    const expected = summed(rows, id);
    expect(expected.requestCount).toBeGreaterThanOrEqual(ended);
    expect(counters(shown)).toEqual(countersOf(expected));
    expect(shown.usage).toMatchObject(expected);
  }, 60_000);
});

describe('evenkeel keys', () => {
  it('makes, shows, limits, revokes and renews keys, with a running engine and without', async () => {
    await using stage = await startCliStage();
    const make = await stage.finish(['keys', 'create', 'ci', '--limit', 'requests:daily:5', '--expires', '2099-01-01']);
    expect(make.code).toBe(0);
    expect(make.stdout).toMatch(/^sk-clb-[\w-]{43}\n$/);
    const server = stage.run(['serve'], { EVENKEEL_REQUIRE_API_KEY: 'true' });
    const origin = await server.listening();
    const statusOf = async (key: string): Promise<number> =>
      (await call(origin, '/api/codex/accounts/check', { headers: { authorization: `Bearer ${key.trim()}` } })).status;
    expect(await statusOf(make.stdout)).toBe(200);
    const list = await stage.finish(['keys', 'list']);
    expect(list.stdout).toContain('ci');
    expect(list.stdout).toContain('requests daily: 0 of 5');
    expect(list.stdout).not.toContain(make.stdout.trim());
    expect((await stage.finish(['keys', 'limits', 'ci', 'cost_usd:monthly:2.5:gpt-5.5'])).stdout).toContain(
      'cost_usd monthly of gpt-5.5: $0 of $2.5',
    );
    expect((await stage.finish(['keys', 'revoke', 'ci'])).stdout).toContain('revoked');
    expect(await statusOf(make.stdout)).toBe(401);
    expect((await stage.finish(['keys', 'restore', 'ci'])).stdout).toContain('active');
    const renewed = await stage.finish(['keys', 'regenerate', 'ci']);
    expect([await statusOf(make.stdout), await statusOf(renewed.stdout)]).toEqual([401, 200]);
    for (const wrong of [
      ['limits', 'ci', 'many'],
      ['revoke', 'nobody'],
    ])
      expect((await stage.finish(['keys', ...wrong])).code).toBe(1);
    const audit = await call(origin, '/api/audit-logs');
    expect(audit.text).toContain('"actor":"command line"');
  }, 60_000);

  it('says how a key is served, and changes it', async () => {
    await using stage = await startCliStage();
    const flags = ['--traffic', 'opportunistic', '--transport', 'always_http', '--sees', 'nothing'];
    expect((await stage.finish(['keys', 'create', 'ci', ...flags])).code).toBe(0);
    const changed = await stage.finish(['keys', 'change', 'ci', '--transport', 'default', '--sees', 'upstream_limits']);
    expect(changed.stdout).toMatch(/\n {2}traffic class: opportunistic\n {2}sees: upstream_limits\n$/);
    const wrong = await stage.finish(['keys', 'change', 'ci', '--sees', 'everything']);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
  }, 60_000);
});
